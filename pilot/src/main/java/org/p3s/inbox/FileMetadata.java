package org.p3s.inbox;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What metadata say of a file; null for what they do not say or what cannot be read.
 *
 * <p>Two forms are understood, also mixed: that of SAM ({@code file_size}, {@code
 * checksum:["adler32:…"]}, {@code runs:[[5141,1,"protodune-sp"]]}, {@code data_stream}, {@code
 * end_time}) and that of MetaCat ({@code size}, {@code checksums:{adler32}}, {@code
 * metadata:{core.runs, core.runs_subruns, core.data_stream, core.end_time}} with {@code
 * run*100000+subrun}). Times are ISO 8601, in UTC when they name no zone, or seconds since 1970.
 *
 * @param size in bytes
 * @param adler32 eight lower-case hexadecimal digits
 * @param writtenAt when the last of it was taken
 */
public record FileMetadata(
    Long size,
    String adler32,
    Long run,
    Integer subrun,
    String stream,
    String detector,
    Instant writtenAt) {

  private static final Pattern ADLER = Pattern.compile("(?i)(?:adler32:)?([0-9a-f]{1,8})");
  private static final int SUBRUNS = 100_000;

  /** Reads what is understood and passes over the rest. */
  public static FileMetadata of(Map<String, ?> metadata) {
    Map<?, ?> all = metadata == null ? Map.of() : metadata;
    Map<?, ?> core = all.get("metadata") instanceof Map<?, ?> inner ? inner : all;
    Object first = first(all.get("runs"));
    Object number = first instanceof List<?> ? first(first) : first;
    Long run = whole(number == null ? first(core.get("core.runs")) : number);
    Long subrun =
        first instanceof List<?> triple && triple.size() > 1 ? whole(triple.get(1)) : null;
    Long both = whole(first(core.get("core.runs_subruns")));
    if (both != null && (run == null || both / SUBRUNS == run)) {
      run = both / SUBRUNS;
      subrun = subrun == null ? Long.valueOf(both % SUBRUNS) : subrun;
    }
    return new FileMetadata(
        whole(firstOf(all, "file_size", "size")),
        checksum(all),
        run,
        subrun == null || subrun > Integer.MAX_VALUE ? null : subrun.intValue(),
        text(
            all.get("data_stream") == null ? core.get("core.data_stream") : all.get("data_stream")),
        first instanceof List<?> triple && triple.size() > 2 ? text(triple.get(2)) : null,
        time(all.get("end_time") == null ? core.get("core.end_time") : all.get("end_time")));
  }

  /**
   * The eight digits of {@code adler32:40668F8E} or of the digits alone; null for anything else.
   */
  public static String adler32(Object checksum) {
    Matcher parts = ADLER.matcher(checksum == null ? "" : checksum.toString().strip());
    if (!parts.matches()) {
      return null;
    }
    return "0".repeat(8 - parts.group(1).length()) + parts.group(1).toLowerCase(Locale.ROOT);
  }

  private static String checksum(Map<?, ?> all) {
    if (all.get("checksums") instanceof Map<?, ?> kinds && kinds.get("adler32") != null) {
      return adler32(kinds.get("adler32"));
    }
    if (all.get("checksum") instanceof List<?> several) {
      return several.stream()
          .filter(each -> each != null && each.toString().startsWith("adler32:"))
          .map(FileMetadata::adler32)
          .findFirst()
          .orElse(null);
    }
    return adler32(all.get("checksum"));
  }

  private static Object firstOf(Map<?, ?> all, String one, String other) {
    return all.get(one) == null ? all.get(other) : all.get(one);
  }

  private static Object first(Object list) {
    return list instanceof List<?> items ? (items.isEmpty() ? null : items.get(0)) : list;
  }

  /** A number that is not negative, also when it comes as text. */
  private static Long whole(Object value) {
    String digits = value == null ? "" : value.toString().strip();
    return digits.matches("[0-9]{1,18}") ? Long.valueOf(digits) : null;
  }

  private static Instant time(Object value) {
    String text =
        value instanceof Number number
            ? new BigDecimal(number.toString()).toPlainString()
            : value == null ? "" : value.toString().strip();
    try {
      if (text.matches("[0-9]{1,12}([.][0-9]{1,9})?")) {
        return Instant.ofEpochMilli(new BigDecimal(text).movePointRight(3).longValue());
      }
      return text.matches(".*([Zz]|[+-][0-9]{2}:?[0-9]{2})")
          ? OffsetDateTime.parse(text).toInstant()
          : LocalDateTime.parse(text.replace(' ', 'T')).toInstant(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static String text(Object value) {
    return value instanceof String words && !words.isBlank() ? words.strip() : null;
  }
}
