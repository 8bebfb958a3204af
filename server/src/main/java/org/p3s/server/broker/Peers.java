package org.p3s.server.broker;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Jdbi;
import org.p3s.protocol.Json;
import org.p3s.server.job.JobsAllowed;
import org.p3s.server.job.Lanes;
import org.p3s.server.job.PilotsChanged;
import org.p3s.server.job.QueuesReordered;
import org.p3s.server.job.ReadyJob;
import org.p3s.server.job.type.JobTypes;
import org.p3s.server.job.type.JobTypesChanged;
import org.p3s.server.platform.Changes;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/**
 * The other servers on the same database. They are told by NOTIFY what this one remembers and they
 * may remember otherwise, and heard by LISTEN. News may get lost with a connection: whoever has
 * been without one doubts all that it remembers. A server that is alone tells nothing.
 */
@ApplicationScoped
class Peers {

  private static final Logger LOG = Logger.getLogger(Peers.class);
  private static final String CHANNEL = "p3s";
  private static final int MOST_BYTES = 7_900;

  /** The least time between two messages; what happens meanwhile goes into one. */
  private static final long PAUSE_MILLIS = 5;

  /** How often it is counted who is there. */
  private static final int COUNT_MILLIS = 5_000;

  private final Broker broker;
  private final Hearing hearing;
  private final Lanes lanes;
  private final JobTypes types;
  private final Changes changes;
  private final Jdbi jdbi;
  private final String url;
  private final Properties login = new Properties();
  private final String self = UUID.randomUUID().toString();
  private final Outbox outbox = new Outbox();

  /** Until it has been counted there may be others. */
  private volatile boolean isAlone;

  private volatile boolean running = true;

  /** Of the listener's thread. */
  private int servers;

  private Thread listener;
  private Thread sender;

  @SuppressWarnings("TooManyParameters")
  Peers(
      Broker broker,
      Hearing hearing,
      Lanes lanes,
      JobTypes types,
      Changes changes,
      Jdbi jdbi,
      @ConfigProperty(name = "quarkus.datasource.jdbc.url") String url,
      @ConfigProperty(name = "quarkus.datasource.username") String user,
      @ConfigProperty(name = "quarkus.datasource.password") String password) {
    this.broker = broker;
    this.hearing = hearing;
    this.lanes = lanes;
    this.types = types;
    this.changes = changes;
    this.jdbi = jdbi;
    this.url = url;
    login.setProperty("user", user);
    login.setProperty("password", password);
    login.setProperty("ApplicationName", "p3s peer");
  }

  void start(@Observes StartupEvent event) {
    broker.tells(this);
    listener = start("peers in", this::listen);
    sender = start("peers out", this::send);
  }

  private static Thread start(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  void stop(@Observes ShutdownEvent event) {
    running = false;
    listener.interrupt();
    sender.interrupt();
  }

  boolean isAlone() {
    return isAlone;
  }

  /** Jobs became READY that no pilot of this server took at once. */
  void ready(Iterable<ReadyJob> jobs) {
    jobs.forEach(job -> outbox.ready(job, lanes.queueOf(job.laneId())));
  }

  /** So many jobs of a queue may be given away now. */
  void allowed(int queue, int jobs) {
    if (!isAlone) {
      outbox.allowed(queue, jobs);
    }
  }

  void jobsAllowed(@Observes(during = TransactionPhase.AFTER_SUCCESS) JobsAllowed event) {
    event.counts().forEach(this::allowed);
  }

  void pilotsChanged(@Observes(during = TransactionPhase.AFTER_SUCCESS) PilotsChanged event) {
    if (!isAlone) {
      outbox.pilots(event.pilots());
    }
  }

  void reordered(@Observes(during = TransactionPhase.AFTER_SUCCESS) QueuesReordered event) {
    if (!isAlone) {
      outbox.reordered();
    }
  }

  void typesChanged(@Observes(during = TransactionPhase.AFTER_SUCCESS) JobTypesChanged event) {
    if (!isAlone) {
      outbox.types();
    }
  }

  void hinted(@Observes(during = TransactionPhase.AFTER_SUCCESS) Changes.Topic topic) {
    if (!isAlone) {
      outbox.topic(topic);
    }
  }

  private void send() {
    while (running) {
      try {
        tellOrDoubt(outbox.take(self));
        Thread.sleep(PAUSE_MILLIS);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  /** Others that did not hear are to doubt all they remember. */
  private void tellOrDoubt(News news) {
    try {
      tell(news);
    } catch (RuntimeException e) {
      LOG.warnf("The other servers could not be told, trying again: %s", e.toString());
      outbox.everything(news.topics());
      pause();
    }
  }

  private void tell(News news) {
    String text = json(news);
    String sent = text.length() > MOST_BYTES ? json(News.everything(self, news.topics())) : text;
    jdbi.useHandle(
        handle ->
            handle
                .createQuery("select 1 from pg_notify(:channel, :text)")
                .bind("channel", CHANNEL)
                .bind("text", sent)
                .mapTo(Integer.class)
                .one());
  }

  private static String json(News news) {
    try {
      return Json.MAPPER.writeValueAsString(news);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record of plain values", e);
    }
  }

  private void listen() {
    while (running) {
      try (Connection connection = DriverManager.getConnection(url, login);
          Statement statement = connection.createStatement()) {
        statement.execute("listen " + CHANNEL);
        count(statement);
        broker.later(broker::lookAnew);
        tell(News.hello(self));
        hear(connection.unwrap(PGConnection.class), statement);
      } catch (SQLException | RuntimeException e) {
        if (running) {
          LOG.warnf("The other servers cannot be heard, trying again: %s", e.toString());
          pause();
        }
      }
    }
  }

  private static void pause() {
    try {
      TimeUnit.SECONDS.sleep(1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void hear(PGConnection connection, Statement statement) throws SQLException {
    long countAt = System.nanoTime();
    while (running) {
      PGNotification[] heard = connection.getNotifications(COUNT_MILLIS);
      if (heard != null) {
        for (PGNotification each : heard) {
          hear(each.getParameter());
        }
      }
      if (System.nanoTime() - countAt > TimeUnit.MILLISECONDS.toNanos(COUNT_MILLIS)) {
        count(statement);
        countAt = System.nanoTime();
      }
    }
  }

  /** Who listens is there; a server that dies takes its connection with it. */
  private void count(Statement statement) throws SQLException {
    try (ResultSet found =
        statement.executeQuery(
            """
            select count(*) from pg_stat_activity
            where application_name = 'p3s peer' and datname = current_database()
            """)) {
      found.next();
      int there = found.getInt(1);
      if (there < servers) {
        // it may have given jobs to pilots that never heard of them, and are this server's now
        broker.later(broker::lookAnew);
      }
      servers = there;
      isAlone = there < 2;
    }
  }

  private void hear(String text) {
    try {
      News news = Json.MAPPER.readValue(text, News.class);
      if (!news.from().equals(self)) {
        isAlone = false;
        if (news.types()) {
          types.refresh();
        }
        hearing.heard(news);
        news.topics().forEach(changes::heard);
      }
    } catch (JsonProcessingException e) {
      LOG.warnf("A server tells what this one does not understand; is it of another version?");
      hearing.heard(News.everything(self, Set.of()));
    }
  }
}
