package org.p3s.server.broker.walk;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.p3s.server.job.JobKey;
import org.p3s.server.job.JobState;

/** Operators and users: work is asked for, started, changed, cancelled and looked at. */
final class WorkSteps {

  private final Scene scene;

  WorkSteps(Scene scene) {
    this.scene = scene;
  }

  /** A body of a submission and what is to come of it. */
  record Order(
      String path, String body, Shape shape, boolean started, Integer priority, int count) {}

  Order orderOfTemplate() {
    Shape shape = scene.any(scene.shapes);
    boolean start = !scene.chance(15);
    Integer priority = scene.chance(25) ? Integer.valueOf(scene.random.nextInt(5) - 2) : null;
    String body =
        "{\"template\": \"%s\", \"start\": %s%s%s}"
            .formatted(
                shape.template(),
                start,
                eta(),
                priority == null ? "" : ", \"priority\": " + priority);
    return new Order("/workflows", body, shape, start, priority, 1);
  }

  Order orderOfJobs() {
    boolean start = !scene.chance(10);
    Shape shape = Shape.lone(scene.chance(15) ? 2 : 1, scene.random.nextInt(3) - 1);
    String job =
        "{\"name\": \"lone\", \"payload\": \"true\", \"labels\": {\"site\": \"%s\"}, \"cores\": %d, \"priority\": %d%s%s}"
            .formatted(
                scene.site,
                shape.vertices().get(0).cores(),
                shape.vertices().get(0).priority(),
                start ? "" : ", \"state\": \"template\"",
                eta());
    int count = 1 + scene.random.nextInt(3);
    String list = String.join(",", java.util.Collections.nCopies(count, job));
    return new Order("/jobs", "[" + list + "]", shape, start, null, count);
  }

  /** None, one that cannot be kept any more, or one that can. */
  private String eta() {
    int dice = scene.random.nextInt(10);
    return dice < 4
        ? ""
        : dice < 6 ? ", \"eta\": \"PT1S\"" : ", \"eta\": \"PT%dH\"".formatted(6 + dice);
  }

  void submit(boolean undisturbed) {
    Order order = scene.chance(60) ? orderOfTemplate() : orderOfJobs();
    made(order, scene.wire.admin("POST", order.path(), order.body()).must(201), undisturbed);
  }

  /**
   * Takes what was made into the model.
   *
   * @param undisturbed nobody can have moved the jobs since
   */
  void made(Order order, Wire.Reply reply, boolean undisturbed) {
    JsonNode json = reply.json();
    if (order.path().equals("/workflows")) {
      add(order, json.get("id").asLong(), undisturbed ? json.get("jobList") : null);
      return;
    }
    JsonNode items = json.get("items");
    if (items.size() != order.count()) {
      throw new AssertionError("asked for " + order.count() + " jobs: " + reply.body());
    }
    for (JsonNode each : items) {
      List<JsonNode> jobs = List.of(each);
      JsonNode list = new com.fasterxml.jackson.databind.node.ArrayNode(null, jobs);
      add(order, each.get("workflowId").asLong(), undisturbed ? list : null);
    }
  }

  private void add(Order order, long id, JsonNode jobList) {
    Workflow workflow = new Workflow(id, order.shape(), order.started(), order.priority(), null);
    if (order.shape().template() == null) {
      // a lone job's priority is that of its only vertex
      workflow.priority = 0;
    }
    scene.note("submitted " + workflow);
    scene.add(workflow, jobList);
  }

  /** The same order under the same key makes one workflow. */
  void submitTwice(boolean undisturbed) {
    Order order = orderOfTemplate();
    String key = "walk-" + scene.random.nextLong();
    Wire.Reply first = scene.wire.adminOnce(key, order.path(), order.body()).must(201);
    made(order, first, undisturbed);
    Wire.Reply second = scene.wire.adminOnce(key, order.path(), order.body()).must(201);
    if (second.json().get("id").asLong() != first.json().get("id").asLong()) {
      throw new AssertionError("two workflows under one key: " + first + second);
    }
  }

  /** Starts a DEFINED one; any other refuses. */
  void start() {
    Workflow workflow =
        scene.any(
            scene.model.open().stream()
                .filter(each -> each.state.equals("DEFINED") || scene.chance(3))
                .toList());
    if (workflow != null) {
      boolean defined = workflow.state.equals("DEFINED");
      scene.note("start " + workflow);
      scene
          .wire
          .admin("POST", "/workflows/%d/start".formatted(workflow.id), null)
          .must(defined ? 200 : 409);
      if (defined) {
        workflow.start();
        scene.model.touch(workflow);
      }
    }
  }

  Workflow anyWorkflow() {
    return scene.chance(10)
        ? scene.any(new ArrayList<>(scene.model.workflows.values()))
        : scene.any(scene.model.open());
  }

  void cancelWorkflow() {
    Workflow workflow = anyWorkflow();
    if (workflow != null) {
      scene.note("cancel " + workflow);
      boolean refused = workflow.isSettled() && !workflow.state.equals("CANCELLED");
      scene
          .wire
          .admin("POST", "/workflows/%d/cancel".formatted(workflow.id), null)
          .must(refused ? 409 : 200);
      scene.model.cancel(workflow.jobs);
    }
  }

  void cancelJob() {
    Workflow workflow = anyWorkflow();
    if (workflow != null) {
      Job job = scene.any(workflow.jobs);
      scene.note("cancel " + job);
      boolean refused = job.isEnded() && job.state != JobState.CANCELLED;
      scene.wire.admin("POST", "/jobs/%d/cancel".formatted(job.id), null).must(refused ? 409 : 200);
      scene.model.cancel(List.of(job));
    }
  }

  void changePriority() {
    Workflow workflow = anyWorkflow();
    if (workflow == null) {
      return;
    }
    int priority = scene.random.nextInt(7) - 3;
    String body = "{\"priority\": " + priority + "}";
    Job job = scene.any(workflow.jobs);
    boolean all = scene.chance(50);
    scene.note("priority %d for %s".formatted(priority, all ? workflow : job));
    String path = all ? "/workflows/" + workflow.id : "/jobs/" + job.id;
    scene.wire.admin("PATCH", path, body).must(200);
    all |= workflow.jobs.size() == 1;
    if (all) {
      workflow.priority = priority;
    }
    for (Job each : all ? workflow.jobs : List.of(job)) {
      boolean waits = each.state == JobState.WAITING || each.state == JobState.READY;
      if (all ? !each.isEnded() : waits) {
        each.priority = priority;
      }
    }
    scene.model.touch(workflow);
  }

  /** Moves the deadline, and the latest starts with it. */
  void changeEta() {
    Workflow workflow = scene.any(scene.model.open());
    if (workflow != null) {
      int hours = 6 + scene.random.nextInt(10);
      scene.note("eta %d h for %s".formatted(hours, workflow));
      String body = "{\"eta\": \"PT%dH\"}".formatted(hours);
      scene.wire.admin("PATCH", "/workflows/" + workflow.id, body).must(200);
      scene.rows.learnLatestStarts(workflow);
      scene.model.touch(workflow);
    }
  }

  /** What is shown is as it must be. */
  void look() {
    Workflow workflow = anyWorkflow();
    if (workflow == null) {
      return;
    }
    scene.note("look at " + workflow);
    JsonNode shown = scene.wire.admin("GET", "/workflows/" + workflow.id, null).must(200).json();
    boolean same =
        shown.get("state").asText().equals(workflow.state)
            && shown.get("jobsLeft").asInt() == workflow.left();
    for (JsonNode each : shown.get("jobList")) {
      Job job = workflow.jobs.get(JobKey.vertex(each.get("id").asLong()));
      same &= each.get("state").asText().equals(job.state.name());
      same &= each.get("attempt").asInt() == job.attempts.size();
    }
    if (!same) {
      throw new AssertionError("shown as " + shown + ", must be " + workflow + workflow.jobs);
    }
  }
}
