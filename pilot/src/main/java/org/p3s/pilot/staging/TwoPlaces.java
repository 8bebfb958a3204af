package org.p3s.pilot.staging;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.p3s.protocol.JobFile;

/**
 * Fetches a file of which there are two: from the central storage, and from the online buffer of
 * data taking only while that does not answer.
 */
final class TwoPlaces {

  // a storage that needs longer than this to begin is of no use to who can have the file elsewhere
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(20);

  private final Fetch fetch;
  private final Outages outages;
  private final BufferPermits permits;
  private final JobFile file;
  private final Path target;
  private final Location central;
  private final String host;
  private String silence = "it did not answer to another job within the last minute";
  private Duration wait = FIRST_WAIT;

  TwoPlaces(Fetch fetch, Outages outages, BufferPermits permits, JobFile file, Path target) {
    this.fetch = fetch;
    this.outages = outages;
    this.permits = permits;
    this.file = file;
    this.target = target;
    this.central = Location.of(file.url());
    this.host = central.host();
  }

  /**
   * Fetches it, waiting for leave to read the buffer as long as a transfer may take.
   *
   * @return a sentence when it came from the buffer, else null
   */
  String fetch() throws IOException, InterruptedException {
    Location buffer = Location.of(file.buffer());
    long end = System.nanoTime() + fetch.web().limit().toNanos();
    while (true) {
      if (isFetchedFromCentral()) {
        return null;
      }
      BufferPermits.Answer answer = permits.ask();
      if (answer.permit().isPresent() && isRead(buffer, answer)) {
        return "Input %s was read from the online buffer, %s, because %s did not answer (%s)."
            .formatted(file.name(), file.buffer(), host, silence);
      }
      pause(answer.again(), end);
    }
  }

  private boolean isFetchedFromCentral() throws IOException, InterruptedException {
    if (!outages.mayTry(host)) {
      return false;
    }
    try {
      fetch.once(central, target, PATIENCE);
      outages.answers(host);
      return true;
    } catch (IOException e) {
      if (central instanceof Location.Local || !Tries.mayPass(e)) {
        outages.answers(host);
        throw e;
      }
      silence = Sentence.of(e);
      outages.isSilent(host);
      return false;
    }
  }

  /** False when the permit ended too early. */
  private boolean isRead(Location buffer, BufferPermits.Answer answer)
      throws IOException, InterruptedException {
    try {
      Files.deleteIfExists(target);
      new BufferRead(fetch.web(), permits, answer.permit().orElseThrow()).copy(buffer, target);
      return true;
    } catch (BufferRead.Lost e) {
      return false;
    } catch (IOException e) {
      throw new IOException(
          "%s does not answer (%s), and the online buffer, %s, cannot be read: %s"
              .formatted(host, silence, file.buffer(), Sentence.of(e)),
          e);
    } finally {
      permits.giveBack();
    }
  }

  private void pause(Duration asked, long end) throws IOException, InterruptedException {
    Duration least = asked.compareTo(wait) > 0 ? asked : wait;
    // together with others that wait for the same
    long nanos = least.toNanos() / 2 + ThreadLocalRandom.current().nextLong(least.toNanos() / 2);
    if (System.nanoTime() + nanos - end > 0) {
      throw new IOException(
          "%s does not answer (%s), and there was no leave to read the online buffer for %d s"
              .formatted(host, silence, fetch.web().limit().toSeconds()));
    }
    Thread.sleep(nanos / 1_000_000);
    wait = wait.multipliedBy(2).compareTo(LONGEST_WAIT) < 0 ? wait.multipliedBy(2) : LONGEST_WAIT;
  }
}
