package org.p3s.bench.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.p3s.bench.Broken;
import org.p3s.bench.Stage;
import org.p3s.bench.machine.ServerProcess;
import org.p3s.bench.measure.Load;
import org.p3s.bench.measure.Meter;
import org.p3s.bench.wire.Link;
import org.p3s.bench.wire.Loop;
import org.p3s.bench.wire.Message;
import org.p3s.bench.wire.Reply;

/** Callers that announce new files, each of which starts a workflow of the five-vertex DAG. */
public final class Announcements implements Load, AutoCloseable {

  private static final byte[] NEW = Message.ascii("\"isNew\":true");
  private static final byte[] SELECTED = Message.ascii("\"state\":\"SELECTED\"");
  private static final byte[] HEAD = Message.ascii("{\"name\":\"" + Graphs.DAG + "_");
  private static final byte[] URL =
      Message.ascii(".raw\",\"url\":\"/data/taking/run4711/" + Graphs.DAG + "_");
  private static final byte[] TAIL = Message.ascii(".raw\",\"size\":1048576,\"run\":4711}");

  private final Loop loop = new Loop();
  private final List<Caller> callers = new ArrayList<>();
  private final int perCall;
  private final AtomicLong done = new AtomicLong();
  private long next;
  private volatile int resting;
  private volatile boolean finishing;

  /**
   * @param perCall files of one call; 1 is sent as a single event, more as a list
   */
  public Announcements(ServerProcess server, int howMany, int perCall) {
    this.perCall = perCall;
    for (int i = 0; i < howMany; i++) {
      callers.add(new Caller(loop.connect(server.port())));
    }
  }

  /** A single event as JSON, whose number is its subrun. */
  static String event(String template, int number) {
    return """
        {"name":"%1$s_%2$d.raw","url":"/data/taking/%1$s_%2$d.raw","size":1048576,"run":4711,"subrun":%2$d}"""
        .formatted(template, number);
  }

  public Announcements start() {
    callers.forEach(Caller::call);
    loop.start();
    return this;
  }

  /** Waits for the last answers, and compares what was counted with the database. */
  public void finish(Stage stage) {
    finishing = true;
    Meter.until(
        () -> resting == callers.size(),
        this,
        Duration.ofSeconds(60),
        () -> "%d calls are never answered".formatted(callers.size() - resting));
    stage.mustBe("files", done.get(), "select count(*) from file where state = 'SELECTED'");
    stage.mustBe("workflows", done.get(), "select count(distinct file_id) from workflow");
    stage.mustBe("jobs", done.get() * Graphs.VERTICES.size(), "select count(*) from job");
    stage.mustBe("ready jobs", done.get(), "select count(*) from job where state = 'READY'");
  }

  @Override
  public long done() {
    return done.get();
  }

  @Override
  public void check() {
    loop.check();
  }

  @Override
  public void close() {
    loop.close();
  }

  private final class Caller implements Link.Listener {
    private static final byte[] OPEN = {'['};
    private static final byte[] COMMA = {','};
    private static final byte[] CLOSE = {']'};

    private final Link link;
    private final Message message = Message.post("/api/v1/files", ServerProcess.ADMIN);

    Caller(Link link) {
      this.link = link;
    }

    void call() {
      message.clear();
      if (perCall > 1) {
        message.text(OPEN);
      }
      for (int i = 0; i < perCall; i++) {
        if (i > 0) {
          message.text(COMMA);
        }
        next++;
        message.text(HEAD).number(next).text(URL).number(next).text(TAIL);
      }
      if (perCall > 1) {
        message.text(CLOSE);
      }
      link.send(message.end(), this);
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // written by the loop's thread alone
    public void answered(Link same, Reply reply) {
      reply.must(perCall == 1 ? 201 : 200);
      if (reply.count(NEW) != perCall || reply.count(SELECTED) != perCall) {
        throw new Broken("Not all files are new and SELECTED: " + reply.text());
      }
      done.lazySet(done.get() + perCall);
      if (finishing) {
        resting++;
      } else {
        call();
      }
    }
  }
}
