package org.p3s.pilot.payload;

import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.p3s.pilot.staging.Failed;
import org.p3s.pilot.staging.JobFolder;
import org.p3s.pilot.staging.Outages;
import org.p3s.pilot.staging.WebFiles;
import org.p3s.protocol.JobOffer;

/**
 * What all attempts of one pilot have in common.
 *
 * @param folder the pilot's own folder, where every attempt gets one
 * @param pilotId the id that the server knows it by
 * @param skew what to add to this machine's clock to get the server's
 * @param grace between TERM and KILL
 * @param mostBytes that the folder of one attempt may hold
 * @param outages of storage
 */
public record Workbench(
    URI server,
    String site,
    Path folder,
    long pilotId,
    Duration skew,
    Duration grace,
    long mostBytes,
    HttpClient http,
    LogFeed feed,
    Outages outages) {

  private static final Duration LEAST_TRANSFER = Duration.ofMinutes(1);

  /** A file may take as long as the payload may run, and a minute in any case. */
  WebFiles web(JobOffer job) {
    Duration limit = Optional.ofNullable(job.timeLimit()).orElse(Duration.ofHours(1));
    Duration patience = limit.compareTo(LEAST_TRANSFER) < 0 ? LEAST_TRANSFER : limit;
    return new WebFiles(http, server, job.token(), patience);
  }

  Map<String, String> environment(JobOffer job, JobFolder jobFolder) throws Failed {
    return new PayloadEnvironment(System.getenv(), server, site)
        .of(job, jobFolder, pilotId, Instant.now().plus(skew));
  }
}
