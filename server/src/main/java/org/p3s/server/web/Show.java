package org.p3s.server.web;

import io.quarkus.qute.TemplateExtension;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** How values look on pages: {@code {show:age(file.seenAt)}}. All times are UTC. */
@TemplateExtension(namespace = "show")
public final class Show {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

  private Show() {}

  /** A character that tells the state without colour. */
  public static String symbol(Object state) {
    return switch (String.valueOf(state)) {
      case "FINISHED", "PROCESSED", "OK" -> "✓";
      case "FAILED", "LOST", "FAILING" -> "✗";
      case "RUNNING", "BUSY", "OPEN" -> "●";
      case "READY", "SELECTED", "DISPATCHED" -> "◐";
      case "WAITING", "DEFINED", "SEEN", "IDLE", "STARTING" -> "○";
      case "DROPPED", "STALE", "SHED" -> "▽";
      case "SUSPECT", "INCOMPLETE", "DRAINING", "ABORTED" -> "!";
      case "UNCLASSIFIED" -> "?";
      case "PRESCALED", "SKIPPED" -> "»";
      case "CANCELLED" -> "×";
      default -> "■";
    };
  }

  /** The class that colours a state. */
  public static String tone(Object state) {
    return switch (String.valueOf(state)) {
      case "FINISHED", "PROCESSED", "OK" -> "good";
      case "FAILED", "LOST", "FAILING" -> "bad";
      case "RUNNING", "BUSY", "OPEN" -> "busy";
      case "READY", "SELECTED", "DISPATCHED" -> "next";
      case "DROPPED", "STALE", "SHED" -> "late";
      case "SUSPECT", "INCOMPLETE", "UNCLASSIFIED", "DRAINING", "ABORTED" -> "warn";
      default -> "calm";
    };
  }

  /** The time since then, as pages count it on: {@code 42 s}, {@code 3 min 20 s}. */
  public static String age(Instant at) {
    return at == null ? "–" : span(Duration.between(at, Instant.now()));
  }

  /** The longer, the rougher; negative ones as zero. */
  public static String span(Duration span) {
    if (span == null) {
      return "–";
    }
    long seconds = Math.max(0, span.toSeconds());
    if (seconds < 60) {
      return seconds + " s";
    }
    if (seconds < 3_600) {
      return seconds / 60 + " min " + seconds % 60 + " s";
    }
    if (seconds < 86_400) {
      return seconds / 3_600 + " h " + seconds % 3_600 / 60 + " min";
    }
    return seconds / 86_400 + " d " + seconds % 86_400 / 3_600 + " h";
  }

  /** A span in seconds, as {@link #span}. */
  public static String seconds(double seconds) {
    return seconds > 0 && seconds < 10
        ? rough(seconds) + " s"
        : span(Duration.ofMillis((long) (seconds * 1_000)));
  }

  /** A number with as many digits as tell something. */
  public static String rough(double number) {
    return String.format(Locale.ROOT, number >= 10 || number == 0 ? "%.0f" : "%.1f", number);
  }

  /** From one time to another, to now when the other is not there yet. */
  public static String between(Instant from, Instant to) {
    if (from == null) {
      return "–";
    }
    Duration span = Duration.between(from, to == null ? Instant.now() : to);
    boolean brief = to != null && span.toSeconds() < 10 && !span.isNegative();
    return brief ? String.format(Locale.ROOT, "%.1f s", span.toMillis() / 1000.0) : span(span);
  }

  public static String iso(Instant at) {
    return at == null ? "" : at.truncatedTo(ChronoUnit.MILLIS).toString();
  }

  public static String time(Instant at) {
    return at == null ? "–" : TIME.format(at);
  }

  /** With a decimal unit. */
  public static String bytes(Long size) {
    if (size == null) {
      return "–";
    }
    String[] units = {"B", "kB", "MB", "GB", "TB", "PB"};
    double value = size;
    int unit = 0;
    while (value >= 1_000 && unit < units.length - 1) {
      value /= 1_000;
      unit++;
    }
    String format = unit == 0 || value >= 100 ? "%.0f %s" : "%.1f %s";
    return String.format(Locale.ROOT, format, value, units[unit]);
  }

  /** As the value of a query parameter. */
  public static String query(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** A word in lower case. */
  public static String lower(Object word) {
    return String.valueOf(word).toLowerCase(Locale.ROOT);
  }
}
