package org.p3s.server.legacy;

import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.TemporalAccessor;
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
    if (text == null || text.isBlank()) {
      return null;
    }
    try {
      TemporalAccessor read =
          FORM.parseBest(text.strip(), OffsetDateTime::from, LocalDateTime::from, LocalDate::from);
      if (read instanceof OffsetDateTime whole) {
        return whole.toInstant();
      }
      LOG.warnf(
          "An old client says %s=%s without a zone; it is read in %s (P3S_LEGACY_ZONE)",
          field, text, zone);
      return read instanceof LocalDate day
          ? day.atStartOfDay(zone).toInstant()
          : ((LocalDateTime) read).atZone(zone).toInstant();
    } catch (DateTimeParseException e) {
      throw Refusal.invalid(
          field, "%s must be a time such as 2026-11-21 01:24:46+00:00".formatted(field));
    }
  }

  /** A time in the zone of the experiment. */
  LocalDateTime local(Instant at) {
    return LocalDateTime.ofInstant(at, zone);
  }
}
