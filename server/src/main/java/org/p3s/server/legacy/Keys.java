package org.p3s.server.legacy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.p3s.server.platform.Refusal;

/**
 * Numbers as old clients list them: {@code 7}, {@code 3-9} with both ends, {@code 1,4}.
 *
 * @param field in which they stood
 */
record Keys(String field, List<Range> ranges) {

  /** All from the first to the last. */
  record Range(long first, long last) {

    /** How many there are, none in one that goes backwards. */
    long size() {
      return Math.min(MOST + 1L, Math.max(0, last - first + 1));
    }
  }

  private static final int MOST = 10_000;

  static Keys of(String text) {
    return of("pk", text);
  }

  static Keys of(String field, String text) {
    List<Range> ranges = new ArrayList<>();
    for (String each : text.split(",", -1)) {
      String part = each.strip();
      if (!part.matches("[0-9]{1,18}(-[0-9]{1,18})?")) {
        throw Refusal.invalid(field, "'%s' is no list of numbers: 7, 3-9 or 1,4".formatted(text));
      }
      long[] ends = Arrays.stream(part.split("-")).mapToLong(Long::parseLong).toArray();
      ranges.add(new Range(ends[0], ends[ends.length - 1]));
    }
    return new Keys(field, ranges);
  }

  /** Each of the numbers; refused when they are very many. */
  List<Long> all() {
    if (ranges.stream().mapToLong(Range::size).sum() > MOST) {
      // who means all has to say so, and to be allowed to
      throw Refusal.invalid(
          field, "%s must name at most %d numbers at once".formatted(field, MOST));
    }
    return ranges.stream()
        .flatMap(each -> LongStream.rangeClosed(each.first(), each.last()).boxed())
        .toList();
  }

  List<Long> firsts() {
    return ranges.stream().map(Range::first).toList();
  }

  List<Long> lasts() {
    return ranges.stream().map(Range::last).toList();
  }
}
