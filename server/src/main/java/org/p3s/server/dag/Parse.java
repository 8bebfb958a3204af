package org.p3s.server.dag;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** From the texts of GraphML to values, saying what is wrong with those that are wrong. */
final class Parse {

  private static final Duration LONGEST = Duration.ofDays(365);
  private static final int LONGEST_NUMBER = 40;
  private static final int MOST_NAMES = 16;

  private Parse() {}

  interface Reading<T> {
    T of(String text) throws Wrong;
  }

  /** The text does not mean what it should. */
  static final class Wrong extends Exception {

    private static final long serialVersionUID = 1L;

    private final int linesDown;

    Wrong(String message) {
      this(message, 0);
    }

    /** How far below the beginning of the text. */
    Wrong(String message, int linesDown) {
      super(message);
      this.linesDown = linesDown;
    }

    int linesDown() {
      return linesDown;
    }
  }

  /** An integer, also in the notation of a double: tools write 4 as 4.0. */
  static Integer number(String text, int least, int most) throws Wrong {
    String wanted = ": an integer from " + least + " to " + most + " is wanted";
    BigDecimal number = decimal(text, wanted);
    try {
      int value = number.intValueExact();
      if (value >= least && value <= most) {
        return value;
      }
    } catch (ArithmeticException e) {
      // falls through: a fraction or far too large
    }
    throw new Wrong(Violations.quote(text) + wanted);
  }

  private static BigDecimal decimal(String text, String wanted) throws Wrong {
    try {
      if (text.length() <= LONGEST_NUMBER) {
        return new BigDecimal(text);
      }
    } catch (NumberFormatException e) {
      // falls through
    }
    throw new Wrong(Violations.quote(text) + " is no number" + wanted);
  }

  /** Seconds, or ISO 8601 when it begins with a P. */
  static Duration duration(String text) throws Wrong {
    if (text.startsWith("P") || text.startsWith("p")) {
      return isoDuration(text);
    }
    return Duration.ofSeconds(number(text, 0, (int) LONGEST.toSeconds()));
  }

  /** From nothing up to a year. */
  static Duration isoDuration(String text) throws Wrong {
    try {
      Duration duration = Duration.parse(text);
      if (!duration.isNegative() && duration.compareTo(LONGEST) <= 0) {
        return duration;
      }
    } catch (DateTimeException | ArithmeticException e) {
      throw new Wrong(Violations.quote(text) + " is no ISO 8601 duration such as PT10M");
    }
    throw new Wrong(Violations.quote(text) + " is not between PT0S and P365D");
  }

  static Duration eta(String text) throws Wrong {
    Duration eta = isoDuration(text);
    if (eta.isZero()) {
      throw new Wrong(Violations.quote(text) + ": nothing can be done in no time");
    }
    return eta;
  }

  static <E extends Enum<E>> E choice(String text, Class<E> type) throws Wrong {
    for (E choice : type.getEnumConstants()) {
      if (choice.name().equalsIgnoreCase(text)) {
        return choice;
      }
    }
    String choices =
        Arrays.stream(type.getEnumConstants())
            .map(choice -> choice.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(" or "));
    throw new Wrong(Violations.quote(text) + ": " + choices + " is wanted");
  }

  /** True or false, in any case: Python writes True. */
  static Boolean flag(String text) throws Wrong {
    if (text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false")) {
      return text.equalsIgnoreCase("true");
    }
    throw new Wrong(Violations.quote(text) + ": true or false is wanted");
  }

  /** Names of templates between commas, each once. */
  static List<String> names(String text) throws Wrong {
    List<String> names = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      String name = part.strip();
      if (!Names.TEMPLATE.matcher(name).matches()) {
        throw new Wrong(Violations.quote(name) + " is no valid template name");
      }
      if (names.contains(name)) {
        throw new Wrong(Violations.quote(name) + " is given twice");
      }
      names.add(name);
    }
    if (names.size() > MOST_NAMES) {
      throw new Wrong("more than " + MOST_NAMES + " entries");
    }
    return names;
  }

  static Map<String, String> environment(String text) throws Wrong {
    return Pairs.ofJson(text, Pairs.VARIABLE);
  }

  /** A JSON object, or {@code k=v,k=v}. */
  static Map<String, String> labels(String text) throws Wrong {
    return text.startsWith("{") ? Pairs.ofJson(text, Pairs.LABEL) : Pairs.ofList(text, Pairs.LABEL);
  }
}
