package org.p3s.lartpc;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import org.p3s.lartpc.raw.BadData;

/**
 * What all payloads share: files named by environment variables, and exit codes with one sentence
 * on stderr: 65 the input is bad, 66 an input is missing, 2 a variable is missing, 1 all else.
 */
final class Payload {
  static final int FAILED = 1;
  static final int USAGE = 2;
  static final int BAD_DATA = 65;
  static final int NO_INPUT = 66;

  /** The work of a payload; it may print what it did to stdout. */
  interface Work {
    void run(Payload payload) throws IOException, InterruptedException;
  }

  /** The payload has nothing to give; the message is a sentence for people. */
  static final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final int code;

    Refusal(int code, String message) {
      super(message);
      this.code = code;
    }
  }

  private final Map<String, String> environment;

  Payload(Map<String, String> environment) {
    this.environment = environment;
  }

  static void main(Work work) throws InterruptedException {
    System.exit(new Payload(System.getenv()).exitCode(work));
  }

  private int exitCode(Work work) throws InterruptedException {
    try {
      work.run(this);
      return 0;
    } catch (BadData e) {
      System.err.println(e.getMessage());
      return BAD_DATA;
    } catch (Refusal e) {
      System.err.println(e.getMessage());
      return e.code;
    } catch (NoSuchFileException e) {
      System.err.println("There is no file " + e.getFile() + ".");
      return NO_INPUT;
    } catch (IOException e) {
      System.err.println(sentence(e) + ".");
      return FAILED;
    }
  }

  /** Path of the file that an edge with this datatag brings in or takes out. */
  Path file(String tag) {
    String value = environment.get(tag);
    if (value == null || value.isBlank()) {
      throw new Refusal(USAGE, "The environment variable " + tag + " does not name a file.");
    }
    return Path.of(value);
  }

  /** A variable's value, empty if it is not set. */
  String text(String name) {
    return environment.getOrDefault(name, "");
  }

  /** What went wrong with a file, in words. */
  static String sentence(IOException problem) {
    if (!(problem instanceof FileSystemException files)) {
      return String.valueOf(problem.getMessage());
    }
    String reason = files.getReason();
    if (problem instanceof FileAlreadyExistsException) {
      reason = "it exists already";
    } else if (problem instanceof AccessDeniedException) {
      reason = "permission denied";
    } else if (problem instanceof NoSuchFileException) {
      reason = "it is not there";
    }
    return files.getFile() + ": " + (reason == null ? "file system error" : reason);
  }
}
