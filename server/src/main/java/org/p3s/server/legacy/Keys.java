package org.p3s.server.legacy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.p3s.server.platform.Refusal;

/** Numbers as old clients list them: {@code 7}, {@code 3-9} with both ends, {@code 1,4}. */
record Keys(List<Range> ranges) {

  /** All from the first to the last. */
  record Range(long first, long last) {}

  static Keys of(String text) {
    List<Range> ranges = new ArrayList<>();
    for (String each : text.split(",")) {
      String part = each.strip();
      if (!part.matches("[0-9]{1,18}(-[0-9]{1,18})?")) {
        throw Refusal.invalid("pk", "'%s' is no list of numbers: 7, 3-9 or 1,4".formatted(text));
      }
      long[] ends = Arrays.stream(part.split("-")).mapToLong(Long::parseLong).toArray();
      ranges.add(new Range(ends[0], ends[ends.length - 1]));
    }
    return new Keys(ranges);
  }

  List<Long> firsts() {
    return ranges.stream().map(Range::first).toList();
  }

  List<Long> lasts() {
    return ranges.stream().map(Range::last).toList();
  }
}
