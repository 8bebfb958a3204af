package org.p3s.server.data;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.p3s.protocol.FileAnswer;
import org.p3s.protocol.FileEvent;
import org.p3s.server.testing.Api;
import org.p3s.server.testing.Graphs;
import org.p3s.server.testing.ServerTest;
import org.p3s.server.testing.Triggered;

@ServerTest
class BacklogTest {

  private static final int MOST = 10;
  private static final int CALLS = 16;
  private static final int FILES = 5;

  @Inject Intake intake;
  @Inject FileEvents events;
  @Inject Jdbi jdbi;

  @Test
  void noBacklogGrowsBeyondItsMostHoweverManyAnnounceAtOnce() throws Exception {
    Triggered trigger = Triggered.by("a", ", \"maxBacklog\": " + MOST);
    List<Callable<List<FileAnswer>>> calls = new ArrayList<>();
    for (int i = 0; i < CALLS; i++) {
      List<Announcement> files =
          IntStream.range(i * FILES, (i + 1) * FILES).mapToObj(n -> file(trigger, n)).toList();
      // past the one thread of this server, as other servers would
      calls.add(() -> intake.take(List.of(new Announcements.Call(files, "test"))).get(0));
    }
    ExecutorService pool = Executors.newFixedThreadPool(CALLS / 2);
    List<String> states = new ArrayList<>();
    for (Future<List<FileAnswer>> each : pool.invokeAll(calls)) {
      each.get().forEach(answer -> states.add(answer.state()));
    }
    pool.shutdown();
    assertThat(states).filteredOn("SELECTED"::equals).hasSize(MOST);
    assertThat(states).filteredOn("SHED"::equals).hasSize(CALLS * FILES - MOST);
    assertThat(workflows(trigger.id)).isEqualTo(MOST);
  }

  @Test
  void aTemplateThatCannotBeReadAnyMoreFailsItsFilesAndNoOthers() {
    Triggered broken = Triggered.by("a", ", \"maxBacklog\": " + MOST);
    Triggered good = Triggered.by("a");
    Graphs.makeUnreadable(jdbi, broken.template);
    List<FileAnswer> answers =
        intake
            .take(List.of(new Announcements.Call(List.of(file(broken, 1), file(good, 1)), "test")))
            .get(0);
    Api.admin().delete("/triggers/" + broken.id);
    assertThat(answers).extracting(FileAnswer::state).containsExactly("FAILED", "SELECTED");
    assertThat(answers.get(0).reason()).contains("cannot be read any more");
  }

  private Announcement file(Triggered trigger, int number) {
    String name = trigger.prefix + number;
    return events.read(new FileEvent(name, "/d/" + name, 1L, null, null, null, null, null, null));
  }

  private int workflows(long trigger) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("select count(*) from workflow where trigger_id = :id")
                .bind("id", trigger)
                .mapTo(Integer.class)
                .one());
  }
}
