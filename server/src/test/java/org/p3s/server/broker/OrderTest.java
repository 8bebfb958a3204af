package org.p3s.server.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.p3s.protocol.AttemptReport;
import org.p3s.protocol.AttemptReport.Phase;
import org.p3s.protocol.JobOffer;
import org.p3s.protocol.PilotRegistration;
import org.p3s.server.testing.Api;
import org.p3s.server.testing.FakePilot;
import org.p3s.server.testing.ServerTest;

/** Of all that fits a pilot it gets the most urgent, whichever queues these jobs stand in. */
@ServerTest
class OrderTest {

  private static final List<String> DISKS = List.of("slow", "fast");

  /** What the server says of a job, and what was asked for. */
  private record Waiting(long id, int priority, Instant latestStart, int cores, String disk) {

    static final Comparator<Waiting> URGENCY =
        Comparator.comparingInt((Waiting job) -> -job.priority)
            .thenComparing(job -> job.latestStart, Comparator.nullsLast(Comparator.naturalOrder()))
            .thenComparingLong(job -> job.id);

    boolean fits(PilotRegistration pilot, int freeCores) {
      return cores <= freeCores && (disk.isEmpty() || disk.equals(pilot.labels().get("disk")));
    }
  }

  private final Random random = new Random(11);
  private final List<Waiting> waiting = new ArrayList<>();
  private String site;
  private int types = 3;

  @BeforeEach
  void aSiteOfItsOwn() {
    Api.cancelAll();
    site = UUID.randomUUID().toString();
  }

  private void submit(int count) {
    submit(count, 3, List.of("", "slow", "fast"));
  }

  private void submit(int count, int mostCores, List<String> anyDisk) {
    StringBuilder list = new StringBuilder();
    List<String> disks = new ArrayList<>();
    List<Integer> cores = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      disks.add(anyDisk.get(random.nextInt(anyDisk.size())));
      cores.add(1 + random.nextInt(mostCores));
      list.append(i == 0 ? "" : ",").append(job(cores.get(i), disks.get(i)));
    }
    List<Map<String, Object>> made =
        Api.admin()
            .body("[" + list + "]")
            .post("/jobs")
            .then()
            .statusCode(201)
            .extract()
            .path("items");
    for (int i = 0; i < count; i++) {
      Map<String, Object> job = made.get(i);
      Object latest = job.get("latestStart");
      waiting.add(
          new Waiting(
              ((Number) job.get("id")).longValue(),
              (int) job.get("priority"),
              latest == null ? null : Instant.parse((String) latest),
              cores.get(i),
              disks.get(i)));
    }
    waiting.sort(Waiting.URGENCY);
  }

  private String job(int cores, String disk) {
    return """
        {"name": "j", "payload": "true", "jobType": "type%d", "cores": %d, "priority": %d%s,
         "labels": {"site": "%s"%s}}
        """
        .formatted(
            random.nextInt(types),
            cores,
            random.nextInt(3),
            random.nextInt(3) == 0 ? "" : ", \"eta\": \"PT%dM\"".formatted(120 + random.nextInt(5)),
            site,
            disk.isEmpty() ? "" : ", \"disk\": \"" + disk + "\"");
  }

  private PilotRegistration kind() {
    Map<String, String> labels =
        random.nextInt(3) == 0 ? Map.of() : Map.of("disk", DISKS.get(random.nextInt(2)));
    int cores = 1 + random.nextInt(4);
    return new PilotRegistration(null, "h", site, 4, cores, 100_000, 0, labels, null, null);
  }

  /** What of all that waits this pilot must get when it asks for one job after the other. */
  private Long next(PilotRegistration pilot, int freeCores) {
    return waiting.stream()
        .filter(each -> each.fits(pilot, freeCores))
        .map(Waiting::id)
        .findFirst()
        .orElse(null);
  }

  @Test
  void everyKindOfPilotGetsTheMostUrgentOfAllQueuesThatFitIt() {
    submit(700);
    int given = 0;
    // one by one, so that it is known what is left; more comes while the queues are drained
    for (int round = 0; !waiting.isEmpty(); round++) {
      if (round % 10 == 0 && round < 100) {
        submit(10);
      }
      PilotRegistration kind = round < 400 ? kind() : large(DISKS.get(round % 2));
      FakePilot pilot = FakePilot.register(kind);
      int free = kind.cores();
      for (int slot = 0; slot < kind.slots(); slot++) {
        Long must = next(kind, free);
        List<JobOffer> got = pilot.take(1);
        assertThat(got)
            .extracting(JobOffer::jobId)
            .isEqualTo(must == null ? List.of() : List.of(must));
        if (must == null) {
          break;
        }
        free -= got.get(0).cores();
        waiting.removeIf(each -> each.id() == must);
        given++;
      }
    }
    assertThat(given).isEqualTo(800);
  }

  /** More than a server keeps in memory of one queue, and ever more in between. */
  @Test
  void aLongQueueKeepsItsOrder() {
    types = 1;
    PilotRegistration registration =
        new PilotRegistration(null, "h", site, 100, 100, 100_000, 0, Map.of(), null, null);
    FakePilot pilot = FakePilot.register(registration);
    List<AttemptReport> reports = List.of();
    for (int round = 0; round < 60; round++) {
      if (round % 2 == 0 && round < 16) {
        submit(400, 1, List.of(""));
      }
      int want = round < 16 ? 20 : 100;
      List<JobOffer> got = pilot.exchange(reports, want, 0).jobs();
      List<Long> must = waiting.stream().limit(want).map(Waiting::id).toList();
      assertThat(got).extracting(JobOffer::jobId).containsExactlyInAnyOrderElementsOf(must);
      reports = got.stream().map(job -> FakePilot.report(job, Phase.ENDED, 0, null)).toList();
      waiting.subList(0, must.size()).clear();
    }
    assertThat(waiting).isEmpty();
  }

  private PilotRegistration large(String disk) {
    return new PilotRegistration(
        null, "h", site, 12, 36, 100_000, 0, Map.of("disk", disk), null, null);
  }
}
