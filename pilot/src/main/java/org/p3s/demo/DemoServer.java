package org.p3s.demo;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The server that the demo starts. */
final class DemoServer {

  private static final String READY = "p3s ready: ";
  private static final long LONGEST_START = 120;

  private final DemoSettings settings;
  private final List<String> said = new ArrayList<>();
  private final List<String> complaints = new ArrayList<>();
  private final CompletableFuture<String> address = new CompletableFuture<>();
  private BufferedWriter log;
  private Child process;

  DemoServer(DemoSettings settings) {
    this.settings = settings;
  }

  /**
   * Starts it and waits until it serves.
   *
   * @return its address
   */
  String start(Family family, Map<String, String> environment)
      throws IOException, InterruptedException {
    List<String> command =
        List.of(
            settings.launcher().toString(),
            "server",
            "--port",
            Integer.toString(settings.port()),
            "--data",
            settings.data().toString(),
            "--stop-with",
            Long.toString(ProcessHandle.current().pid()));
    process =
        family.add(
            () -> Child.talking("server", command, environment, this::hear, this::hearComplaint));
    for (long i = 0; i < LONGEST_START * 10; i++) {
      try {
        String url = address.get(100, TimeUnit.MILLISECONDS);
        startLog();
        return url;
      } catch (TimeoutException e) {
        if (!process.isAlive()) {
          throw new Stopped(lastWords());
        }
      } catch (ExecutionException e) {
        throw new IllegalStateException("nobody completes it so", e);
      }
    }
    throw new Stopped("The server was not ready after %d s.".formatted(LONGEST_START));
  }

  boolean isAlive() {
    return process.isAlive();
  }

  Child process() {
    return process;
  }

  private synchronized void hear(String line) {
    if (line.startsWith(READY)) {
      address.complete(line.substring(READY.length()).strip());
    }
    write(line, said);
  }

  private synchronized void hearComplaint(String line) {
    write(line, complaints);
  }

  private void write(String line, List<String> memory) {
    if (log == null) {
      memory.add(line);
      return;
    }
    try {
      log.write(line + "\n");
      log.flush();
    } catch (IOException e) {
      // a full disk is told by others; the pump must go on, or the server would block
      memory.clear();
    }
  }

  /** Only now is it sure that the folder is the server's. */
  private synchronized void startLog() throws IOException {
    Path file = settings.log("server");
    Files.createDirectories(file.getParent());
    log = Files.newBufferedWriter(file);
    for (String line : said) {
      log.write(line + "\n");
    }
    for (String line : complaints) {
      log.write(line + "\n");
    }
    log.flush();
  }

  /** Its one sentence, which it says on its standard error. */
  private String lastWords() throws InterruptedException {
    // what it said last may still be on its way through the pipe
    for (int i = 0; i < 20 && complaints().isEmpty(); i++) {
      Thread.sleep(50);
    }
    String text = String.join("\n", complaints());
    if (!text.isBlank()) {
      return text.strip();
    }
    synchronized (this) {
      String last = said.isEmpty() ? "" : ": " + said.get(said.size() - 1);
      return "The server ended with exit code %d%s".formatted(process.exitCode(), last);
    }
  }

  private synchronized List<String> complaints() {
    return List.copyOf(complaints);
  }

  /**
   * Ends the database of a server that was killed, unless another server has taken the folder over.
   */
  void endLeftoverDatabase(PrintStream err) {
    Path lock = settings.data().resolve("server.lock");
    if (!Files.exists(lock)) {
      return;
    }
    try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE);
        FileLock free = channel.tryLock()) {
      if (free != null) {
        postmaster().ifPresent(DemoServer::end);
      }
    } catch (IOException e) {
      err.println("The database's processes could not be looked after: " + e);
    }
  }

  private Optional<ProcessHandle> postmaster() throws IOException {
    Path file = settings.data().resolve("db").resolve("postmaster.pid");
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    String first = Files.readString(file).lines().findFirst().orElse("").strip();
    // the number may meanwhile belong to somebody else's process
    return first.matches("[0-9]{1,9}")
        ? ProcessHandle.of(Long.parseLong(first))
            .filter(each -> each.info().command().orElse("").endsWith("postgres"))
        : Optional.empty();
  }

  private static void end(ProcessHandle postmaster) {
    List<ProcessHandle> all = new ArrayList<>(postmaster.descendants().toList());
    all.add(postmaster);
    postmaster.destroy();
    try {
      postmaster.onExit().get(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      all.forEach(ProcessHandle::destroyForcibly);
    }
  }
}
