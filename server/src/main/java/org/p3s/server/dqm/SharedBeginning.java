package org.p3s.server.dqm;

import java.util.List;

/** Tells pictures apart that have one title: {@code APA U3} and {@code APA V3} by U3 and V3. */
final class SharedBeginning {

  private SharedBeginning() {}

  /** What is left of each name without its extension and what all begin with; of one, nothing. */
  static List<String> without(List<String> files) {
    List<String> names = files.stream().map(each -> each.replaceFirst("\\.[^.]*$", "")).toList();
    if (names.size() < 2) {
      return names.stream().map(each -> "").toList();
    }
    int shared = shared(names);
    return names.stream().map(each -> each.substring(shared)).toList();
  }

  /** How many characters all have in common at their beginning; a number is not cut in two. */
  private static int shared(List<String> names) {
    String first = names.get(0);
    int length = first.length();
    for (String each : names) {
      int same = 0;
      while (same < Math.min(length, each.length()) && each.charAt(same) == first.charAt(same)) {
        same++;
      }
      length = same;
    }
    while (length > 0 && Character.isDigit(first.charAt(length - 1))) {
      length--;
    }
    return length;
  }
}
