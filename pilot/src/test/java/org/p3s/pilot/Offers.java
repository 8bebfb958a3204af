package org.p3s.pilot;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.p3s.protocol.JobFile;
import org.p3s.protocol.JobOffer;

/** Jobs for tests, in a few words. */
final class Offers {

  static final Map<String, String> SHELL = Map.of("P3S_EXECMODE", "SHELL");

  private Offers() {}

  static JobOffer shell(long id, String line) {
    return offer(id, line, SHELL, List.of(), List.of(), Duration.ofMinutes(1), null);
  }

  static JobOffer limited(long id, String line, Duration timeLimit, Integer memoryMiB) {
    return offer(id, line, SHELL, List.of(), List.of(), timeLimit, memoryMiB);
  }

  static JobOffer files(long id, String line, List<JobFile> inputs, List<JobFile> outputs) {
    return offer(id, line, SHELL, inputs, outputs, Duration.ofMinutes(1), null);
  }

  static JobOffer exec(long id, String payload) {
    return offer(id, payload, Map.of(), List.of(), List.of(), Duration.ofMinutes(1), null);
  }

  static JobOffer offer(
      long id,
      String payload,
      Map<String, String> env,
      List<JobFile> inputs,
      List<JobFile> outputs,
      Duration timeLimit,
      Integer memoryMiB) {
    return new JobOffer(
        id,
        1,
        "00000000-0000-0000-0000-00000000000" + id % 10,
        7,
        "00000000-0000-0000-0000-000000000007",
        "vertex" + id,
        "template",
        "test",
        payload,
        env,
        inputs,
        outputs,
        timeLimit,
        1,
        memoryMiB,
        5141L,
        3,
        "physics",
        Instant.parse("2030-01-01T00:00:00Z"),
        "attempt-token-" + id);
  }

  static JobFile file(String tag, String name, Path url) {
    return file(tag, name, url == null ? null : url.toString());
  }

  static JobFile file(String tag, String name, String url) {
    return new JobFile(tag, name, url, null, null, false);
  }
}
