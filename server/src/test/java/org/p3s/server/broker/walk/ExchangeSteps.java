package org.p3s.server.broker.walk;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.p3s.protocol.ExchangeAnswer;
import org.p3s.protocol.ExchangeRequest;

/** Pilots talk to the server, one by one and at the same time. */
final class ExchangeSteps {

  private static final int MOST_AT_ONCE = 7;

  private final Scene scene;
  private final Talk talk;
  private final WorkSteps work;
  private final FileSteps files;
  private final Parking parking;

  ExchangeSteps(Scene scene, Talk talk, WorkSteps work, FileSteps files, Parking parking) {
    this.scene = scene;
    this.talk = talk;
    this.parking = parking;
    this.work = work;
    this.files = files;
  }

  /** An exchange by itself. */
  void exchange() {
    Pilot pilot =
        scene.chance(4)
            ? scene.any(new ArrayList<>(scene.model.pilots.values()))
            : scene.any(scene.model.livePilots());
    if (pilot != null) {
      ExchangeRequest request = talk.request(pilot);
      List<Job> readyBefore = scene.model.ready();
      Said said = new Said(pilot, request, scene.wire.exchange(pilot, request).join());
      scene.note(said.toString());
      parking.released(pilot);
      if (parking.isEmpty()) {
        Verdict.alone(scene.model, said);
      } else {
        Verdict.together(scene.model, List.of(said), readyBefore, List.of());
      }
      talk.hear(said);
    }
  }

  /** Many exchanges at the same time, and something else beside them. */
  void storm() {
    parking.leave();
    List<Pilot> live = new ArrayList<>(scene.model.livePilots());
    Collections.shuffle(live, scene.random);
    List<Pilot> talking = live.subList(0, Math.min(live.size(), MOST_AT_ONCE));
    List<Pilot> silent = live.subList(talking.size(), live.size());
    Collection<Job> readyBefore = scene.model.ready();
    List<ExchangeRequest> requests = talking.stream().map(talk::request).toList();
    Beside beside = beside(silent);
    List<CompletableFuture<ExchangeAnswer>> answers = new ArrayList<>();
    int middle = scene.random.nextInt(talking.size() + 1);
    CompletableFuture<Wire.Reply> other = middle == talking.size() ? beside.call() : null;
    for (int i = 0; i < talking.size(); i++) {
      if (i == middle) {
        other = beside.call();
      }
      answers.add(scene.wire.exchange(talking.get(i), requests.get(i)));
    }
    List<Said> said = new ArrayList<>();
    for (int i = 0; i < talking.size(); i++) {
      said.add(new Said(talking.get(i), requests.get(i), answers.get(i).join()));
    }
    scene.note("together with %s:%s".formatted(beside.name(), lines(said)));
    Collection<Job> cancelled = other == null ? List.of() : beside.then().apply(other.join());
    Verdict.together(scene.model, said, readyBefore, cancelled);
    said.forEach(talk::hear);
  }

  private static String lines(List<Said> said) {
    StringBuilder lines = new StringBuilder();
    said.forEach(each -> lines.append("\n    ").append(each));
    return lines.toString();
  }

  private interface Call {
    CompletableFuture<Wire.Reply> send();
  }

  private interface Then {
    Collection<Job> apply(Wire.Reply reply);
  }

  /**
   * What happens beside exchanges.
   *
   * @param then tells the model what it needs to judge the exchanges, and which jobs were cancelled
   */
  private record Beside(String name, Call send, Then then) {
    CompletableFuture<Wire.Reply> call() {
      return send.send();
    }
  }

  private Beside beside(List<Pilot> silent) {
    return switch (scene.random.nextInt(7)) {
      case 0 -> cancelling();
      case 1 -> cancellingOne();
      case 2 -> submitting();
      case 3 -> announcing();
      case 4 -> silent.isEmpty() ? nothing() : signingOff(silent.get(0));
      default -> nothing();
    };
  }

  private static Beside nothing() {
    return new Beside("nothing", () -> null, reply -> List.of());
  }

  private Beside cancelling() {
    Workflow workflow = scene.any(scene.model.open());
    if (workflow == null) {
      return nothing();
    }
    return new Beside(
        "cancelling " + workflow,
        () -> admin("POST", "/workflows/%d/cancel".formatted(workflow.id), null),
        reply -> {
          // it may have settled before; and what was reported in time came before all of it
          reply.must(200, 409);
          return workflow.open();
        });
  }

  private Beside cancellingOne() {
    Job job = scene.any(scene.model.openJobs());
    if (job == null) {
      return nothing();
    }
    return new Beside(
        "cancelling " + job,
        () -> admin("POST", "/jobs/%d/cancel".formatted(job.id), null),
        reply -> {
          boolean done =
              reply.must(200, 409).status() == 200
                  && reply.json().get("state").asText().equals("CANCELLED");
          // then it was so before a parent of it could fail
          job.wasCancelled = done;
          return done ? List.of(job) : List.of();
        });
  }

  private Beside submitting() {
    WorkSteps.Order order = scene.chance(50) ? work.orderOfTemplate() : work.orderOfJobs();
    return new Beside(
        "submitting",
        () -> admin("POST", order.path(), order.body()),
        reply -> {
          work.made(order, reply.must(201), false);
          return List.of();
        });
  }

  private Beside announcing() {
    List<String> urls = files.urls();
    return new Beside(
        "announcing",
        () -> admin("POST", "/files", FileSteps.body(urls)),
        reply -> {
          files.made(urls, reply.must(200), false);
          return List.of();
        });
  }

  private Beside signingOff(Pilot pilot) {
    return new Beside(
        pilot + " signing off",
        () -> scene.wire.later("DELETE", "/pilots/" + pilot.id, pilot.token, null),
        reply -> {
          reply.must(204);
          scene.model.retrieve(pilot, "STOPPED");
          return List.of();
        });
  }

  private CompletableFuture<Wire.Reply> admin(String method, String path, Object body) {
    return scene.wire.later(method, path, org.p3s.server.testing.TestPostgres.ADMIN, body);
  }
}
