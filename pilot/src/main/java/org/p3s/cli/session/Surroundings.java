package org.p3s.cli.session;

import java.io.Console;
import java.io.InputStream;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.util.Map;

/**
 * The world around a command.
 *
 * @param isTerminal whether a person looks at the standard output
 */
public record Surroundings(
    Map<String, String> environment,
    InputStream in,
    PrintStream out,
    PrintStream err,
    boolean isTerminal) {

  /** Those of this process. */
  public static Surroundings ofProcess() {
    return new Surroundings(System.getenv(), System.in, System.out, System.err, hasTerminal());
  }

  /** The launcher knows; without it, {@code System.console()} has an opinion. */
  private static boolean hasTerminal() {
    String told = System.getProperty("p3s.terminal");
    return told != null ? Boolean.parseBoolean(told) : consoleIsTerminal();
  }

  /** From Java 22 on there is always a console, and it says itself whether it is a terminal. */
  @SuppressWarnings("SystemConsoleNull")
  private static boolean consoleIsTerminal() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      Method isTerminal = Console.class.getMethod("isTerminal");
      return Boolean.TRUE.equals(isTerminal.invoke(console));
    } catch (NoSuchMethodException e) {
      return true;
    } catch (ReflectiveOperationException e) {
      return false;
    }
  }
}
