package org.p3s.pilot.payload;

import static org.p3s.protocol.LogChunk.Stream.STDERR;
import static org.p3s.protocol.LogChunk.Stream.STDOUT;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.p3s.pilot.staging.Failed;
import org.p3s.pilot.staging.JobFolder;
import org.p3s.pilot.staging.StageIn;
import org.p3s.pilot.staging.StageOut;
import org.p3s.pilot.staging.WebFiles;
import org.p3s.protocol.AttemptId;
import org.p3s.protocol.AttemptReport;
import org.p3s.protocol.AttemptReport.Phase;
import org.p3s.protocol.Cause;
import org.p3s.protocol.JobFile;
import org.p3s.protocol.JobOffer;
import org.p3s.protocol.OutputFile;

/** One attempt at a job from its folder to its report, in a thread of its own. */
public final class AttemptRun {

  /** Who wants to know how it goes; called from the attempt's thread. */
  public interface Listener {

    void started(AttemptReport report);

    /**
     * Always called, once, when no process of the payload is left.
     *
     * @param report empty when the attempt was abandoned
     */
    void ended(AttemptId id, Optional<AttemptReport> report);
  }

  private final JobOffer job;
  private final JobFolder folder;
  private final Workbench bench;
  private final Listener listener;
  private final OutputLog out;
  private final OutputLog err;
  private final Thread thread;
  private final Instant begun = Instant.now();

  private volatile Duration grace;
  private volatile boolean abandoned;
  private Cause stage = Cause.STAGE_IN;
  private Integer peakMiB;
  private List<String> notes = List.of();

  /** Prepares an attempt; nothing happens before {@link #start}. */
  public AttemptRun(JobOffer job, Workbench bench, Listener listener) {
    this.job = job;
    this.bench = bench;
    this.listener = listener;
    this.grace = bench.grace();
    this.folder = JobFolder.of(bench.folder(), job.id());
    this.out = new OutputLog(job.id(), STDOUT, folder.stdout(), OutputLog.CAP);
    this.err = new OutputLog(job.id(), STDERR, folder.stderr(), OutputLog.CAP);
    this.thread = new Thread(this::run, "job " + job.jobId() + "." + job.attempt());
  }

  public void start() {
    thread.start();
  }

  public JobFolder folder() {
    return folder;
  }

  public JobOffer job() {
    return job;
  }

  /** Ends it without a report; a second call can only shorten the grace between TERM and KILL. */
  public synchronized void abandon(Duration upTo) {
    grace = grace.compareTo(upTo) < 0 ? grace : upTo;
    abandoned = true;
    thread.interrupt();
  }

  /** Kills every process on this host whose payload folder is below that pilot's folder. */
  public static void endProcessesBelow(Path pilot) {
    ProcessTree.killMarked("P3S_SCRATCH=" + pilot + "/");
  }

  public boolean isAbandoned() {
    return abandoned;
  }

  private void run() {
    Optional<AttemptReport> report = Optional.empty();
    try {
      report = Optional.of(attempt());
    } catch (Failed e) {
      report = Optional.of(failure(null, e.reason(), e.getMessage()));
    } catch (InterruptedException e) {
      abandoned = true;
    } catch (Throwable e) { // whatever it is, the slot must not stay taken
      report = Optional.of(failure(null, stage, "The pilot failed: " + e));
    } finally {
      bench.feed().forget(out, err);
      listener.ended(job.id(), abandoned ? Optional.empty() : report);
    }
  }

  private AttemptReport attempt() throws Failed, IOException, InterruptedException {
    folder.create();
    WebFiles web = bench.web(job);
    boolean copy = "COPY".equalsIgnoreCase(job.env().get("P3S_MODE"));
    notes = new StageIn(folder, web, copy, bench.outages()).bring(job.inputs());
    Payload.End end = runPayload();
    if (end.cause() != null) {
      return failure(end.exitCode(), end.cause(), end.sentence());
    }
    if (end.exitCode() == AttemptExit.NOTHING_TO_DO) {
      return report(Phase.ENDED, end.exitCode(), null, null, List.of());
    }
    if (end.exitCode() != 0) {
      return failure(end.exitCode(), Cause.EXIT, AttemptExit.sentence(end.exitCode()));
    }
    stage = Cause.STAGE_OUT;
    try {
      List<OutputFile> files = new StageOut(folder, web, job.id()).deliver(job.outputs());
      return report(Phase.ENDED, 0, null, null, files);
    } catch (Failed e) {
      return failure(0, e.reason(), e.getMessage());
    }
  }

  private Payload.End runPayload() throws Failed, IOException, InterruptedException {
    stage = Cause.NOT_STARTED;
    placeOutputs();
    Map<String, String> env = bench.environment(job, folder);
    List<String> command = PayloadCommand.of(job.payload(), env, folder);
    if (abandoned) {
      throw new InterruptedException();
    }
    Payload payload = Payload.start(job, command, env, folder, bench.mostBytes(), out, err);
    listener.started(report(Phase.STARTED, null, null, null, List.of()));
    bench.feed().follow(out, err);
    Payload.End end = payload.await(() -> grace);
    peakMiB = payload.peakMiB();
    bench.feed().finish(out, err);
    return end;
  }

  private void placeOutputs() throws Failed, IOException {
    for (JobFile file : job.outputs()) {
      try {
        Files.createDirectories(folder.output(file).getParent());
      } catch (IllegalArgumentException e) {
        throw new Failed(Cause.STAGE_OUT, "An output is impossible: " + e.getMessage());
      }
    }
  }

  private AttemptReport failure(Integer exitCode, Cause cause, String sentence) {
    return report(Phase.ENDED, exitCode, cause, sentence, List.of());
  }

  private String withNotes(String sentence) {
    String said = String.join(" ", notes);
    return sentence == null ? (said.isEmpty() ? null : said) : (sentence + " " + said).strip();
  }

  private AttemptReport report(
      Phase phase, Integer exitCode, Cause cause, String sentence, List<OutputFile> files) {
    boolean over = phase == Phase.ENDED;
    return new AttemptReport(
        job.jobId(),
        job.attempt(),
        phase,
        exitCode,
        cause,
        over ? withNotes(sentence) : sentence,
        files,
        begun,
        over ? Instant.now() : null,
        peakMiB,
        over ? out.tail() : null,
        over ? err.tail() : null);
  }
}
