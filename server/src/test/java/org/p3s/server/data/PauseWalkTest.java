package org.p3s.server.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.p3s.protocol.FileAnswer;
import org.p3s.protocol.FileEvent;
import org.p3s.protocol.JobOffer;
import org.p3s.server.data.trigger.Missed;
import org.p3s.server.data.trigger.Resume;
import org.p3s.server.data.trigger.Triggers;
import org.p3s.server.testing.Api;
import org.p3s.server.testing.FakePilot;
import org.p3s.server.testing.ServerTest;
import org.p3s.server.testing.Triggered;

/** Pauses, resumes, announcements and lost transactions at random and at once. */
@ServerTest
class PauseWalkTest {

  /** How a file ended; public because Jdbi fills it. */
  public record End(long id, String state, String cause, int workflowsLeft, int workflows) {}

  private static final int STEPS = 60;
  private static final List<Resume> CHOICES = List.of(Resume.values());

  @Inject Intake intake;
  @Inject FileEvents events;
  @Inject Triggers triggers;
  @Inject Missed missed;
  @Inject Resumes resumes;
  @Inject Jdbi jdbi;

  @Test
  void noFileIsLostOrStartedTwice() throws Exception {
    long seed = System.nanoTime();
    Triggered one = Triggered.by("a");
    long two = second(one);
    ExecutorService pool = Executors.newFixedThreadPool(4);
    List<Future<Integer>> walkers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      int walker = i;
      walkers.add(pool.submit(() -> walk(new Random(seed + walker), walker, one, two)));
    }
    int files = 0;
    for (Future<Integer> each : walkers) {
      files += each.get();
    }
    pool.shutdown();
    for (long trigger : List.of(one.id, two)) {
      triggers.pause(trigger, "test");
      triggers.resume(trigger, Resume.ALL, "test");
      while (resumes.step(trigger, 100)) {
        // until nothing is left
      }
    }
    FakePilot pilot = FakePilot.register(one.site, 500);
    for (List<JobOffer> jobs = pilot.take(500); !jobs.isEmpty(); jobs = pilot.take(500)) {
      jobs.forEach(each -> pilot.ended(each, 0));
    }
    List<End> ends = ends(one.prefix);
    assertThat(ends).as("seed " + seed).hasSize(files);
    assertThat(ends).as("seed " + seed).allMatch(PauseWalkTest::isConsistent);
    assertThat(doubles()).as("seed " + seed).isZero();
  }

  private static boolean isConsistent(End end) {
    boolean dropped =
        end.state().equals("STALE") && end.cause().equals("PAUSED") && end.workflows() == 0;
    return end.workflowsLeft() == 0
        && (dropped || (end.state().equals("PROCESSED") && end.workflows() > 0));
  }

  /** Returns how many files it has announced. */
  private int walk(Random random, int walker, Triggered one, long two) {
    int files = 0;
    for (int i = 0; i < STEPS; i++) {
      long trigger = random.nextBoolean() ? one.id : two;
      switch (random.nextInt(6)) {
        case 0, 1 -> files += announce(one.prefix + walker + "_" + i + "_", random.nextInt(8));
        case 2 -> triggers.pause(trigger, "test");
        case 3 -> resume(trigger, CHOICES.get(random.nextInt(CHOICES.size())));
        case 4 -> lose(trigger, random.nextInt(12) == 0);
        default -> resumes.step(trigger, 100);
      }
    }
    return files;
  }

  private int announce(String prefix, int number) {
    List<Announcement> files =
        IntStream.range(0, number)
            .mapToObj(i -> prefix + i)
            .map(name -> new FileEvent(name, "/d/" + name, 1L, null, null, null, null, null, null))
            .map(events::read)
            .toList();
    List<FileAnswer> answers = intake.take(List.of(new Announcements.Call(files, "test"))).get(0);
    assertThat(answers).allMatch(FileAnswer::isNew);
    return number;
  }

  private void resume(long trigger, Resume choice) {
    try {
      triggers.resume(trigger, choice, "test");
    } catch (org.p3s.server.platform.Refusal e) {
      assertThat(e.type()).isEqualTo("trigger-not-paused");
    }
  }

  /** A step of a server that dies before it commits; or its connection does. */
  private void lose(long trigger, boolean connection) {
    try {
      QuarkusTransaction.requiringNew()
          .run(
              () -> {
                resumes.step(trigger, 100);
                if (connection) {
                  jdbi.useHandle(
                      handle ->
                          handle
                              .createQuery("select pg_terminate_backend(pg_backend_pid())")
                              .mapTo(Boolean.class)
                              .one());
                }
                throw new IllegalStateException("dies here");
              });
    } catch (RuntimeException e) {
      // that is what this is about
      assertThat(e).isNotNull();
    }
  }

  private static long second(Triggered trigger) {
    return Api.admin()
        .body(
            "{\"name\": \"2%1$s\", \"pattern\": \"%1$s.*\", \"template\": \"%2$s\"}"
                .formatted(trigger.prefix, trigger.template))
        .post("/triggers")
        .then()
        .statusCode(201)
        .extract()
        .jsonPath()
        .getLong("id");
  }

  private List<End> ends(String prefix) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select id, state, cause, workflows_left,
                           (select count(*) from workflow w where w.file_id = file.id) workflows
                    from file where starts_with(name, :prefix)
                    """)
                .bind("prefix", prefix)
                .mapTo(End.class)
                .list());
  }

  /** Pairs of a file and a trigger with more than one workflow. */
  private int doubles() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select count(*) from (
                      select file_id, trigger_id from workflow where file_id is not null
                      group by file_id, trigger_id having count(*) > 1) twice
                    """)
                .mapTo(Integer.class)
                .one());
  }
}
