package org.p3s.server.data.trigger;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A regular expression for whole file names, which cannot hold the server up: after {@value #STEPS}
 * looks at characters of one name it gives up and does not match. An ordinary pattern needs fewer
 * than a thousand; one that backtracks without end needs billions.
 */
public final class NamePattern {

  /** The longest pattern. */
  public static final int LONGEST = 500;

  private static final int STEPS = 200_000;
  private static final Pattern HUGE_COUNT = Pattern.compile("\\{[0-9,\\s]*[0-9]{4,}");

  private final Pattern pattern;

  private NamePattern(Pattern pattern) {
    this.pattern = pattern;
  }

  /**
   * The pattern of this text.
   *
   * @throws IllegalArgumentException with what is wrong, as the rest of a sentence that begins with
   *     the field's name
   */
  public static NamePattern of(String regex) {
    if (regex.isEmpty() || regex.length() > LONGEST) {
      throw new IllegalArgumentException("must have 1 to %d characters".formatted(LONGEST));
    }
    if (HUGE_COUNT.matcher(regex).find()) {
      throw new IllegalArgumentException("must not repeat anything a thousand times");
    }
    try {
      return new NamePattern(Pattern.compile(regex));
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "is not a regular expression: %s near character %d"
              .formatted(e.getDescription(), e.getIndex() + 1),
          e);
    }
  }

  /** Whether the whole name matches. */
  public boolean matches(String name) {
    return match(name).isPresent();
  }

  /** The match of the whole name. */
  public Optional<Matcher> match(String name) {
    Matcher matcher = pattern.matcher(new Counted(name, new AtomicInteger(STEPS)));
    try {
      return matcher.matches() ? Optional.of(matcher) : Optional.empty();
    } catch (GaveUp | StackOverflowError e) {
      return Optional.empty();
    }
  }

  /** Whether this name is more than the pattern can be matched with. */
  public boolean givesUpOn(String name) {
    try {
      boolean unused = pattern.matcher(new Counted(name, new AtomicInteger(STEPS))).matches();
      return false;
    } catch (GaveUp | StackOverflowError e) {
      return true;
    }
  }

  private static final class GaveUp extends RuntimeException {
    private static final long serialVersionUID = 1L;

    GaveUp() {
      super("too many steps", null, false, false);
    }
  }

  /** A text that may be looked at only so often. */
  private record Counted(CharSequence text, AtomicInteger left) implements CharSequence {
    @Override
    public int length() {
      return text.length();
    }

    @Override
    public char charAt(int index) {
      if (left.decrementAndGet() < 0) {
        throw new GaveUp();
      }
      return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return new Counted(text.subSequence(start, end), left);
    }

    @Override
    public String toString() {
      return text.toString();
    }
  }
}
