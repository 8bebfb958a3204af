package org.p3s.server.job.type;

import java.util.Optional;

/**
 * A type and how it stands with its limit.
 *
 * @param held jobs that pilots hold; 0 when it is not limited
 */
public record Standing(JobType type, int held) {

  /**
   * Why no job of a type is given away, however many pilots there are.
   *
   * @param reason TYPE_PAUSED or TYPE_LIMIT
   * @param sentence on a READY job, for people
   */
  public record Hold(String reason, String sentence) {}

  /** Empty when one more job may be given away. */
  public Optional<Hold> hold() {
    if (type.allowance(held) > 0) {
      return Optional.empty();
    }
    String reason = type.paused() ? "TYPE_PAUSED" : "TYPE_LIMIT";
    String end = type.comment().isEmpty() ? "." : ": " + type.comment();
    return Optional.of(new Hold(reason, "Ready, but " + obstacle() + end));
  }

  private String obstacle() {
    if (type.paused()) {
      return "jobs of type %s are paused".formatted(type.name());
    }
    return switch (type.heldLimit()) {
      case 0 -> "the limit of type %s is 0".formatted(type.name());
      case 1 ->
          "at most 1 job of type %s runs at a time, and %d %s"
              .formatted(type.name(), held, held == 1 ? "does" : "do");
      default ->
          "at most %d jobs of type %s run at a time, and %d do"
              .formatted(type.heldLimit(), type.name(), held);
    };
  }
}
