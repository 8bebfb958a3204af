package org.p3s.server.legacy;

import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import org.jboss.logging.Logger;
import org.p3s.server.platform.Refusal;
import org.p3s.server.platform.Settings;

/**
 * Reads times as old clients write them: {@code 2026-11-21 01:24:46.814890+00:00}, the same without
 * the offset, {@code 2018-05-16}.
 */
@ApplicationScoped
@Startup
class Times {

  private static final Logger LOG = Logger.getLogger(Times.class);

  private static final DateTimeFormatter FORM =
      DateTimeFormatter.ofPattern(
          "yyyy-MM-dd[['T'][' ']HH:mm[:ss[.SSSSSSSSS][.SSSSSS][.SSS]][XXX][X]]");

  /** As C and ROOT write it. */
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("EEE MMM d HH:mm:ss yyyy", Locale.ENGLISH);

  private final Hourly withoutZone = new Hourly(InstantSource.system());
  private final ZoneId zone;

  Times(Settings settings) {
    zone = zone(settings.legacyZone());
  }

  private static ZoneId zone(String name) {
    try {
      return ZoneId.of(name.strip());
    } catch (DateTimeException e) {
      throw new IllegalStateException(
          "P3S_LEGACY_ZONE: '%s' is no time zone; write one such as Europe/Zurich or UTC."
              .formatted(name));
    }
  }

  /** The time that a field says; null when it says none. */
  Instant read(String field, String text) {
    return read(field, text, zone);
  }

  /** The same of who tells it in this zone when he names none. */
  Instant read(String field, String text, ZoneId own) {
    if (text == null || text.isBlank()) {
      return null;
    }
    try {
      TemporalAccessor read =
          FORM.parseBest(text.strip(), OffsetDateTime::from, LocalDateTime::from, LocalDate::from);
      if (read instanceof OffsetDateTime whole) {
        return whole.toInstant();
      }
      warn(field, text, own);
      return read instanceof LocalDate day
          ? day.atStartOfDay(own).toInstant()
          : ((LocalDateTime) read).atZone(own).toInstant();
    } catch (DateTimeParseException e) {
      throw Refusal.invalid(
          field, "%s must be a time such as 2026-11-21 01:24:46+00:00".formatted(field));
    }
  }

  /** The time that a summary says, such as Fri Aug 31 08:40:22 2018; null when it says none. */
  Instant stamp(String text, ZoneId own) {
    try {
      return text == null ? null : LocalDateTime.parse(text, STAMP).atZone(own).toInstant();
    } catch (DateTimeParseException e) {
      LOG.debugf("The time of a summary of an old client is passed over: %s", e.getMessage());
      return null;
    }
  }

  private void warn(String field, String text, ZoneId own) {
    // of a list each item is the same
    long count = withoutZone.count(field.replaceAll("\\[[0-9]+]", "[]"));
    if (count > 0) {
      LOG.warnf(
          "An old client says %s=%s without a zone; it is read in %s (P3S_LEGACY_ZONE); %d such since"
              + " this was said last, which is once an hour at most",
          field, text, own, count);
    }
  }

  /** That of the settings. */
  ZoneId zone() {
    return zone;
  }

  /** A time in the zone of the experiment. */
  LocalDateTime local(Instant at) {
    return LocalDateTime.ofInstant(at, zone);
  }
}
