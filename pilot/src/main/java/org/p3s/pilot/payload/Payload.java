package org.p3s.pilot.payload;

import static org.p3s.protocol.LogChunk.Stream.STDERR;
import static org.p3s.protocol.LogChunk.Stream.STDOUT;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.p3s.pilot.staging.Failed;
import org.p3s.pilot.staging.JobFolder;
import org.p3s.pilot.staging.Sentence;
import org.p3s.protocol.Cause;
import org.p3s.protocol.JobOffer;

/** A payload's processes from start to end; when it is over, none of them is left. */
final class Payload {

  /**
   * How it ended.
   *
   * @param exitCode 128+N when signal N ended it
   * @param cause why the pilot ended it, null when it ended by itself
   * @param sentence on the cause, null without one
   */
  record End(int exitCode, Cause cause, String sentence) {}

  private static final boolean OWN_SESSION = PayloadCommand.hasSetsid();
  private static final long FIRST_LOOK = TimeUnit.MILLISECONDS.toNanos(200);
  private static final long LOOK = TimeUnit.SECONDS.toNanos(1);

  private final JobOffer job;
  private final Process process;
  private final FolderSize size;
  private final ProcessTree tree;
  private final Thread stdout;
  private final Thread stderr;
  private final long begun = System.nanoTime();
  private long peakMiB;

  private Payload(
      JobOffer job, Process process, String mark, FolderSize size, OutputLog out, OutputLog err) {
    this.job = job;
    this.size = size;
    this.process = process;
    this.tree = new ProcessTree(process, OWN_SESSION, mark);
    this.stdout = pump(out, process.getInputStream(), STDOUT.name());
    this.stderr = pump(err, process.getErrorStream(), STDERR.name());
  }

  /** Starts it; its standard input stays open and empty as long as this pilot lives. */
  static Payload start(
      JobOffer job,
      List<String> command,
      Map<String, String> env,
      JobFolder folder,
      long mostBytes,
      OutputLog out,
      OutputLog err)
      throws Failed {
    ProcessBuilder builder = new ProcessBuilder(PayloadCommand.guarded(command, OWN_SESSION));
    builder.directory(folder.work().toFile());
    builder.environment().clear();
    builder.environment().putAll(env);
    try {
      String mark = "P3S_SCRATCH=" + folder.work();
      FolderSize size = new FolderSize(folder.root(), mostBytes);
      return new Payload(job, builder.start(), mark + "\0", size, out, err);
    } catch (IOException e) {
      throw new Failed(Cause.NOT_STARTED, "The payload could not be started: " + Sentence.of(e));
    }
  }

  private Thread pump(OutputLog log, InputStream in, String name) {
    Thread thread = new Thread(() -> log.drain(in), name + " of job " + job.jobId());
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  /**
   * Waits for its end and ends it at its limits.
   *
   * @param grace between TERM and KILL
   * @throws InterruptedException when the thread was interrupted; the payload is dead then too
   */
  End await(Supplier<Duration> grace) throws InterruptedException {
    try {
      End forced = null;
      for (long look = FIRST_LOOK; forced == null; look = LOOK) {
        if (process.waitFor(Math.min(look, nanosLeft()), TimeUnit.NANOSECONDS)) {
          return new End(process.exitValue(), null, null);
        }
        forced = overLimit();
      }
      tree.end(grace);
      return new End(process.waitFor(), forced.cause(), forced.sentence());
    } catch (InterruptedException e) {
      tree.end(grace);
      throw e;
    } finally {
      tree.kill();
      finish(stdout);
      finish(stderr);
    }
  }

  private End overLimit() {
    if (nanosLeft() <= 0) {
      String sentence = "The payload ran longer than its time limit of " + job.timeLimit();
      return new End(0, Cause.TIME_LIMIT, sentence);
    }
    if (size.isOver()) {
      return new End(0, Cause.DISK, size.sentence());
    }
    long now = tree.residentMiB();
    peakMiB = Math.max(peakMiB, now);
    if (job.memoryMiB() == null || now <= job.memoryMiB()) {
      return null;
    }
    long own = tree.ownMiB();
    String sentence = "The payload used " + own + " MiB of the " + job.memoryMiB() + " MiB it has";
    return own <= job.memoryMiB() ? null : new End(0, Cause.MEMORY, sentence);
  }

  private long nanosLeft() {
    return job.timeLimit() == null
        ? Long.MAX_VALUE
        : job.timeLimit().toNanos() - (System.nanoTime() - begun);
  }

  /** Largest resident memory seen in MiB, null when it ended before anybody looked. */
  Integer peakMiB() {
    return peakMiB == 0 ? null : (int) peakMiB;
  }

  /** All writers are dead: what is still in the pipe is read in no time. */
  private static void finish(Thread pump) {
    boolean interrupted = Thread.interrupted();
    try {
      pump.join(2_000);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
