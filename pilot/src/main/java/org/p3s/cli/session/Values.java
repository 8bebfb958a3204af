package org.p3s.cli.session;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Values of options and parameters, read with sentences for what is wrong. */
public final class Values {

  private Values() {}

  /** Makes a command line read durations and ids in this way. */
  public static void registerWith(CommandLine commands) {
    commands.registerConverter(Duration.class, Values::duration);
  }

  /** A number that the server gave to something. */
  public static final class Id implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
      if (!text.matches("[0-9]{1,18}")) {
        throw new TypeConversionException("'" + text + "' is no id; an id is a number such as 12");
      }
      return Long.valueOf(text);
    }
  }

  /** {@code PT10M}, and as a convenience {@code 90s}, {@code 10m}, {@code 2h}, {@code 30d}. */
  private static Duration duration(String text) {
    try {
      if (text.matches("[0-9]{1,9}[smhSMH]")) {
        return Duration.parse("PT" + text.toUpperCase(Locale.ROOT));
      }
      return Duration.parse(text.matches("[0-9]{1,6}[dD]") ? "P" + text : text);
    } catch (DateTimeParseException e) {
      throw new TypeConversionException("'" + text + "' is no duration such as PT10M or 10m");
    }
  }
}
