package org.p3s.lartpc;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.p3s.lartpc.result.Results;
import org.p3s.lartpc.result.ResultsPost;

/**
 * Payload: puts together what the analyses left, as far as it is there, and posts it to {@code
 * P3S_RESULTS_URL}; without that it writes results.json into the working folder.
 */
public final class Publish {
  private static final List<String> PARTS =
      List.of(
          "DECODE_RESULTS", "NOISE_RESULTS", "HITS_RESULTS", "LIFETIME_RESULTS", "EVDISP_RESULTS");

  /** Less than the template's time limit, so that the reason is told before it strikes. */
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private Publish() {}

  public static void main(String[] args) throws InterruptedException {
    Payload.main(Publish::run);
  }

  private static void run(Payload payload) throws IOException, InterruptedException {
    Results results = new Results();
    int found = 0;
    for (String part : PARTS) {
      found += add(payload, part, results) ? 1 : 0;
    }
    if (found == 0) {
      throw new Payload.Refusal(Payload.NO_INPUT, "There are no results to publish.");
    }
    String url = payload.text("P3S_RESULTS_URL");
    if (url.isBlank()) {
      results.write(Path.of("results.json"));
      System.out.println("P3S_RESULTS_URL is not set: " + words(results) + " are in results.json");
    } else {
      post(payload, URI.create(url), results);
      System.out.println(words(results) + " published");
    }
  }

  private static void post(Payload payload, URI url, Results results) throws InterruptedException {
    String job = payload.text("P3S_JOB_UUID");
    String key = job.isBlank() ? null : job + "-" + payload.text("P3S_ATTEMPT");
    ResultsPost post = new ResultsPost(url, payload.text("P3S_TOKEN"), key);
    try {
      post.send(results.json(), PATIENCE);
    } catch (IOException e) {
      throw new Payload.Refusal(Payload.FAILED, e.getMessage());
    }
  }

  /** An analysis that failed left nothing: its part is missing, the others still count. */
  private static boolean add(Payload payload, String tag, Results results) throws IOException {
    if (payload.text(tag).isBlank() || !Files.exists(payload.file(tag))) {
      System.out.println("no " + tag);
      return false;
    }
    try {
      results.addAll(payload.file(tag));
      return true;
    } catch (IllegalArgumentException e) {
      throw new Payload.Refusal(
          Payload.BAD_DATA, payload.file(tag).getFileName() + " cannot be read: " + e.getMessage());
    }
  }

  private static String words(Results results) {
    return "%d metrics, %d plots, %d histograms"
        .formatted(results.count("metrics"), results.count("plots"), results.count("histograms"));
  }
}
