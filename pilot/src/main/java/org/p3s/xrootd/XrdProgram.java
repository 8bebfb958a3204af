package org.p3s.xrootd;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** Runs one program of the client; it never outlives its time limit or an interrupt. */
final class XrdProgram {

  /** Reads what the program prints, in a thread of its own, to the end. */
  interface Reader {
    void read(InputStream printed) throws IOException;
  }

  static final Reader NOTHING =
      printed -> printed.transferTo(java.io.OutputStream.nullOutputStream());

  // without these a dead port takes eight minutes; what the environment says goes first
  private static final Map<String, String> IMPATIENCE =
      Map.of(
          "XRD_CONNECTIONRETRY", "1",
          "XRD_CONNECTIONWINDOW", "3",
          "XRD_TIMEOUTRESOLUTION", "1");
  private static final int LONGEST_COMPLAINT = 4_096;
  private static final int LONGEST_SENTENCE = 300;

  private XrdProgram() {}

  /**
   * Runs a program to its end.
   *
   * @param host for sentences
   * @param command the program and its arguments; no shell sees them
   * @throws XrdFailure when it fails or takes longer than the limit
   */
  static void run(String host, Duration limit, Reader reader, List<String> command)
      throws IOException, InterruptedException {
    Process process = start(command);
    CompletableFuture<Void> output = read(process.getInputStream(), reader);
    ByteArrayOutputStream complaint = new ByteArrayOutputStream();
    CompletableFuture<Void> errors =
        read(process.getErrorStream(), printed -> keep(printed, complaint));
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw XrdFailure.unreachable(host, "not done after " + limit.toSeconds() + " s");
      }
      join(errors);
      // a reader that wants no more closes the stream, which ends the program
      join(output);
    } finally {
      process.destroyForcibly();
    }
    if (process.exitValue() != 0) {
      throw XrdFailure.of(host, process.exitValue(), lastWords(complaint));
    }
  }

  /** Whether a program can be told this in the locale that this one was started in. */
  static boolean isArgument(String word) {
    Charset names = Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));
    return names.newEncoder().canEncode(word);
  }

  private static Process start(List<String> command) throws IOException {
    for (String each : command) {
      if (!isArgument(each)) {
        throw new IOException(
            "'%s' cannot be written in this locale; start with LC_ALL=C.UTF-8".formatted(each));
      }
    }
    ProcessBuilder builder = new ProcessBuilder(command);
    IMPATIENCE.forEach(builder.environment()::putIfAbsent);
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      return process;
    } catch (IOException e) {
      throw XrdFailure.noClient(command.get(0));
    }
  }

  private static CompletableFuture<Void> read(InputStream printed, Reader reader) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try (printed) {
                reader.read(printed);
                done.complete(null);
              } catch (Throwable e) {
                done.completeExceptionally(e);
              }
            },
            "xrootd output");
    thread.setDaemon(true);
    thread.start();
    return done;
  }

  private static void join(CompletableFuture<Void> reading) throws IOException {
    try {
      reading.join();
    } catch (CompletionException e) {
      Throwable why =
          e.getCause() instanceof UncheckedIOException io ? io.getCause() : e.getCause();
      throw why instanceof IOException io ? io : new IOException(why);
    }
  }

  /** Reads on when it has enough, so that the program does not wait for a reader. */
  private static void keep(InputStream printed, ByteArrayOutputStream complaint)
      throws IOException {
    byte[] piece = new byte[1_024];
    for (int n = printed.read(piece); n >= 0; n = printed.read(piece)) {
      complaint.write(piece, 0, Math.min(n, LONGEST_COMPLAINT - complaint.size()));
    }
  }

  private static String lastWords(ByteArrayOutputStream complaint) {
    String line =
        complaint
            .toString(StandardCharsets.UTF_8)
            .lines()
            .map(each -> each.replaceFirst("^Run: ", "").strip())
            .filter(each -> !each.isEmpty())
            .reduce("no word about why", (first, last) -> last)
            .replaceAll("\\p{Cntrl}", "?");
    return line.length() <= LONGEST_SENTENCE ? line : line.substring(0, LONGEST_SENTENCE) + "…";
  }
}
