package org.p3s.server.data.trigger;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A trigger as the API shows it.
 *
 * @param template null when it was deleted, which keeps the trigger from starting anything
 * @param pausedAt null unless it is paused
 * @param resuming what becomes of the files that it missed, while that goes on
 * @param missed how many files are held until it is decided about them
 */
public record TriggerView(
    long id,
    String name,
    String pattern,
    String template,
    int prescale,
    List<Prescales.Special> prescales,
    Duration eta,
    Integer priority,
    Integer maxBacklog,
    Long minSize,
    Duration maxAge,
    BigDecimal reserve,
    boolean enabled,
    boolean paused,
    Instant pausedAt,
    Resume resuming,
    long missed,
    String createdBy,
    Instant createdAt) {}
