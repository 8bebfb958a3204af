package org.p3s.e2e;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.p3s.protocol.AttemptId;
import org.p3s.protocol.AttemptReport;
import org.p3s.protocol.ExchangeAnswer;
import org.p3s.protocol.JobOffer;

/** Pilots that work until they are stopped, each asking any server at any call. */
final class ManyPilots {

  private final String site;
  private final List<Server> servers;

  /** Which pilot was given an attempt. */
  private final Map<AttemptId, Long> given = new ConcurrentHashMap<>();

  private final Set<Long> done = ConcurrentHashMap.newKeySet();
  private volatile boolean stopped;

  ManyPilots(String site, List<Server> servers) {
    this.site = site;
    this.servers = new CopyOnWriteArrayList<>(servers);
  }

  Map<AttemptId, Long> given() {
    return given;
  }

  int done() {
    return done.size();
  }

  void isGone(Server server) {
    servers.remove(server);
  }

  void stop() {
    stopped = true;
  }

  /** Fails when one of them saw something that must not be. */
  CompletableFuture<Void> work(ExecutorService pool, int count) {
    return CompletableFuture.allOf(
        IntStream.range(0, count)
            .mapToObj(i -> CompletableFuture.runAsync(this::workUntilStopped, pool))
            .toArray(CompletableFuture[]::new));
  }

  private Server any() {
    return servers.get(ThreadLocalRandom.current().nextInt(servers.size()));
  }

  private void workUntilStopped() {
    RoamingPilot pilot = RoamingPilot.register(site, 2, this::any);
    List<JobOffer> jobs = List.of();
    while (!stopped || !jobs.isEmpty()) {
      List<AttemptReport> reports = RoamingPilot.finished(jobs);
      ExchangeAnswer answer = pilot.exchange(List.of(), reports, stopped ? 0 : 2);
      if (!answer.commands().isEmpty()) {
        throw new AssertionError("must do nothing but work: " + answer.commands());
      }
      for (AttemptReport each : reports) {
        if (!done.add(each.jobId())) {
          throw new AssertionError("finished twice: " + each.id());
        }
      }
      jobs = new ArrayList<>(answer.jobs());
      for (JobOffer each : jobs) {
        Long other = given.putIfAbsent(each.id(), pilot.id);
        if (other != null) {
          throw new AssertionError("given to %d and %d: %s".formatted(other, pilot.id, each.id()));
        }
      }
    }
  }
}
