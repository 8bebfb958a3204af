package org.p3s.server.web;

import java.util.Arrays;
import java.util.Locale;
import org.p3s.server.platform.Refusal;

/** Query parameters of pages; forms send the empty ones too. */
public final class Asked {

  private Asked() {}

  /** Null when nothing was asked for; refused when the database could not even hold it. */
  public static String text(String value) {
    if (value == null || value.isBlank()) {
      return null;
    }
    if (value.chars().anyMatch(Character::isISOControl)) {
      throw Refusal.invalid(null, "A filter must not hold control characters.");
    }
    return value.strip();
  }

  /** Null when nothing was asked for; refused when it is no number. */
  public static Long number(String name, String value) {
    String text = text(value);
    if (text == null) {
      return null;
    }
    if (!text.matches("[0-9]{1,18}")) {
      throw Refusal.invalid(name, name + " must be a number");
    }
    return Long.valueOf(text);
  }

  /** Null when nothing was asked for; refused when there is no such constant. */
  public static <E extends Enum<E>> E constant(String name, String value, Class<E> type) {
    String text = text(value);
    if (text == null) {
      return null;
    }
    return Arrays.stream(type.getEnumConstants())
        .filter(each -> each.name().equals(text.toUpperCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                Refusal.invalid(
                    name, name + " must be one of " + Arrays.toString(type.getEnumConstants())));
  }
}
