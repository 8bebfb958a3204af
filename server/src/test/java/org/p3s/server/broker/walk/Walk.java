package org.p3s.server.broker.walk;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.LongPredicate;
import org.jdbi.v3.core.Handle;

/**
 * A random walk: any event after any other, and after each of them what the server answered and
 * stored is compared with a model that knows the rules.
 */
public final class Walk {

  private static final int MOST_OPEN_JOBS = 60;

  private final long seed;
  private final Scene scene;

  /** Each kind of event as often as its weight says. */
  private final List<Runnable> kinds = new ArrayList<>();

  private final Invariants invariants;
  private final WorkSteps work;
  private final FileSteps files;
  private final PilotSteps pilots;
  private final Parking parking;

  /**
   * A walk that has not begun.
   *
   * @param handle to look into the database with
   * @param reap gives up pilots whose lease ended
   * @param restart makes the server forget what it keeps in memory
   * @param isWaiting whether an exchange of the pilot of this id waits at the server
   */
  public Walk(long seed, Handle handle, Runnable reap, Runnable restart, LongPredicate isWaiting) {
    this.seed = seed;
    this.scene = new Scene(new Random(seed), new Rows(handle), reap, restart, isWaiting);
    this.invariants = new Invariants(handle);
    this.work = new WorkSteps(scene);
    this.files = new FileSteps(scene);
    Talk talk = new Talk(scene);
    this.parking = new Parking(scene, talk);
    ExchangeSteps exchanges = new ExchangeSteps(scene, talk, work, files, parking);
    this.pilots = new PilotSteps(scene);
    add(46, exchanges::exchange);
    add(9, exchanges::storm);
    add(4, parking::park);
    add(9, this::moreWork);
    add(3, this::moreFiles);
    add(3, pilots::register);
    add(2, work::cancelJob);
    add(1, work::cancelWorkflow);
    add(3, work::start);
    add(4, work::changePriority);
    add(2, work::changeEta);
    add(3, work::look);
    add(1, pilots::signOff);
    add(2, pilots::expire);
    add(1, pilots::command);
    add(1, pilots::restart);
  }

  private void add(int weight, Runnable step) {
    for (int i = 0; i < weight; i++) {
      kinds.add(step);
    }
  }

  private boolean isFull() {
    return scene.model.openJobs().size() > MOST_OPEN_JOBS;
  }

  private void moreWork() {
    if (!isFull()) {
      if (scene.chance(5)) {
        work.submitTwice(parking.isEmpty());
      } else {
        work.submit(parking.isEmpty());
      }
    }
  }

  private void moreFiles() {
    if (!isFull()) {
      files.announce();
    }
  }

  /** Walks that many steps, and then checks everything once more. */
  public void go(int steps) {
    try {
      new Templates(scene).make();
      for (scene.step = 1; scene.step <= steps; scene.step++) {
        if (scene.model.livePilots().size() < 2) {
          pilots.register();
        }
        kinds.get(scene.random.nextInt(kinds.size())).run();
        parking.settle();
        scene.rows.check(scene.model);
        scene.rows.checkAttempts(scene.model.watched.values());
        scene.model.unwatch();
        if (scene.step % 500 == 0) {
          invariants.check(scene.model);
        }
      }
      parking.leave();
      checkAll();
    } catch (RuntimeException | AssertionError e) {
      String busy = String.join("\n  ", scene.rows.activity());
      throw new AssertionError(
          "Step %d of the walk with -Dwalk.seed=%d: %s%nThe database is busy with: %s%nBefore (%s):%n  %s"
              .formatted(
                  scene.step,
                  seed,
                  e.getMessage(),
                  busy,
                  difference(),
                  scene.story(String.valueOf(e.getMessage()))),
          e);
    }
  }

  /** In what the database differs from the model, which may have followed only half of a step. */
  private String difference() {
    try {
      scene.rows.check(scene.model);
      return "the database is as the model says";
    } catch (AssertionError e) {
      return e.getMessage();
    }
  }

  /** What is over has not changed since. */
  private void checkAll() {
    invariants.check(scene.model);
    scene.rows.checkWorkflows(scene.model.workflows.values());
    scene.rows.checkJobs(scene.model.workflows.values());
    scene.rows.checkAttempts(scene.model.workflows.values());
    scene.rows.checkPilots(scene.model.pilots.values());
    scene.rows.checkFiles(scene.model.files.values());
  }

  /** For people: how much happened. */
  public String summary() {
    return "%d steps, %d workflows, %d files, %d pilots"
        .formatted(
            scene.step - 1,
            scene.model.workflows.size(),
            scene.model.files.size(),
            scene.model.pilots.size());
  }
}
