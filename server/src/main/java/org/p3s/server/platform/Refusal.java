package org.p3s.server.platform;

import java.util.List;
import org.p3s.protocol.Problem.Violation;

/** A request that p3s declines for a reason that its sender can act on. */
public final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What kind of refusal; {@link Problems} gives each its HTTP status. */
  public enum Kind {
    /** The body could not be read at all. */
    MALFORMED,
    /** Well-formed and wrong. */
    INVALID,
    NOT_FOUND,
    /** The state of the thing does not allow it, or it exists already. */
    CONFLICT,
    NOT_ALLOWED,
    /** It was there and will not come back, as a pilot that was given up. */
    GONE,
    TOO_LARGE,
    /** Others have it for now; the same request may be granted in a while. */
    BUSY
  }

  private final Kind kind;
  private final String type;
  private final transient List<Violation> violations;

  private Refusal(Kind kind, String type, String detail, List<Violation> violations) {
    super(detail, null, false, false);
    this.kind = kind;
    this.type = type;
    this.violations = List.copyOf(violations);
  }

  /** Nothing of this kind has this id or name. */
  public static Refusal notFound(String what, Object id) {
    return new Refusal(
        Kind.NOT_FOUND, "not-found", "There is no %s %s.".formatted(what, id), List.of());
  }

  /** What is asked for is not there; the sentence says what to do about it. */
  public static Refusal missing(String detail) {
    return new Refusal(Kind.NOT_FOUND, "not-found", detail, List.of());
  }

  /**
   * The state of things does not allow it.
   *
   * @param type stable name of the conflict, such as {@code workflow-ended}
   */
  public static Refusal conflict(String type, String detail) {
    return new Refusal(Kind.CONFLICT, type, detail, List.of());
  }

  public static Refusal notAllowed(String detail) {
    return new Refusal(Kind.NOT_ALLOWED, "not-allowed", detail, List.of());
  }

  public static Refusal gone(String type, String detail) {
    return new Refusal(Kind.GONE, type, detail, List.of());
  }

  /** Others have it for now; callers are told to come back in a while. */
  public static Refusal busy(String type, String detail) {
    return new Refusal(Kind.BUSY, type, detail, List.of());
  }

  static Refusal tooLarge(String detail) {
    return new Refusal(Kind.TOO_LARGE, "too-large", detail, List.of());
  }

  public static Refusal malformed(String detail) {
    return new Refusal(Kind.MALFORMED, "malformed", detail, List.of());
  }

  /** Everything that is wrong with the input, at once. */
  public static Refusal invalid(List<Violation> violations) {
    String detail =
        violations.size() == 1
            ? violations.get(0).message()
            : "%d things are wrong with the input.".formatted(violations.size());
    return new Refusal(Kind.INVALID, "invalid", detail, violations);
  }

  public static Refusal invalid(String field, String message) {
    return invalid(List.of(new Violation(field, null, message)));
  }

  public Kind kind() {
    return kind;
  }

  public String type() {
    return type;
  }

  public List<Violation> violations() {
    return violations;
  }
}
