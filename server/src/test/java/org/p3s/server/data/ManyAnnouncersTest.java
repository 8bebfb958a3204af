package org.p3s.server.data;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.p3s.protocol.FileAnswer;
import org.p3s.protocol.FileEvent;
import org.p3s.server.testing.ServerTest;
import org.p3s.server.testing.Triggered;

@ServerTest
class ManyAnnouncersTest {

  private static final int FILES = 50;
  private static final int ANNOUNCERS = 20;

  @Inject Announcements announcements;
  @Inject Intake intake;
  @Inject FileEvents events;
  @Inject Jdbi jdbi;

  @Test
  void theSameFilesFromEverywhereStartOneWorkflowEach() throws Exception {
    Triggered trigger = Triggered.by("a>b");
    List<Announcement> all =
        IntStream.range(0, FILES)
            .mapToObj(
                i ->
                    new FileEvent(
                        trigger.prefix + i,
                        "/d/" + trigger.prefix + i,
                        1L,
                        null,
                        100L + i % 7,
                        null,
                        null,
                        null,
                        null))
            .map(events::read)
            .toList();
    CountDownLatch together = new CountDownLatch(1);
    ExecutorService pool = Executors.newFixedThreadPool(ANNOUNCERS);
    List<Future<List<FileAnswer>>> answers = new ArrayList<>();
    for (int i = 0; i < ANNOUNCERS; i++) {
      // each in an order of its own, in batches of its own size
      List<Announcement> own = new ArrayList<>(all);
      Collections.shuffle(own, new Random(i));
      int batch = 1 + i * 3;
      answers.add(
          pool.submit(
              () -> {
                together.await();
                List<FileAnswer> mine = new ArrayList<>();
                for (int from = 0; from < FILES; from += batch) {
                  // past the one thread of this server, as other servers would
                  mine.addAll(
                      intake
                          .take(
                              List.of(
                                  new Announcements.Call(
                                      own.subList(from, Math.min(FILES, from + batch)), "test")))
                          .get(0));
                }
                return mine;
              }));
    }
    together.countDown();
    int news = 0;
    for (Future<List<FileAnswer>> each : answers) {
      assertThat(each.get()).hasSize(FILES).allMatch(answer -> answer.workflows().size() == 1);
      news += (int) each.get().stream().filter(FileAnswer::isNew).count();
    }
    pool.shutdown();
    assertThat(news).isEqualTo(FILES);
    assertThat(count(trigger.id)).isEqualTo(FILES);
  }

  private int count(long trigger) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("select count(*) from workflow where trigger_id = :trigger")
                .bind("trigger", trigger)
                .mapTo(Integer.class)
                .one());
  }

  @Test
  void aThousandFilesTakeAsManyStatementsAsOne() {
    Triggered trigger = Triggered.by("a>b");
    announcements.announce(some(trigger, "w", 1), "test").join();
    int one = statements(() -> announcements.announce(some(trigger, "x", 1), "test").join());
    int thousand =
        statements(() -> announcements.announce(some(trigger, "y", 1_000), "test").join());
    assertThat(thousand).isEqualTo(one).isLessThan(20);
  }

  private List<Announcement> some(Triggered trigger, String group, int number) {
    return IntStream.range(0, number)
        .mapToObj(
            i ->
                events.read(
                    new FileEvent(
                        trigger.prefix + group + i,
                        "/d/" + trigger.prefix + group + i,
                        1L,
                        null,
                        7L,
                        null,
                        null,
                        null,
                        null)))
        .toList();
  }

  private int statements(Runnable work) {
    java.util.concurrent.atomic.AtomicInteger count =
        new java.util.concurrent.atomic.AtomicInteger();
    Thread own = Thread.currentThread();
    jdbi.setSqlLogger(
        new org.jdbi.v3.core.statement.SqlLogger() {
          @Override
          public void logAfterExecution(org.jdbi.v3.core.statement.StatementContext context) {
            if (Thread.currentThread() == own) {
              count.incrementAndGet();
            }
          }
        });
    work.run();
    jdbi.setSqlLogger(org.jdbi.v3.core.statement.SqlLogger.NOP_SQL_LOGGER);
    return count.get();
  }
}
