package org.p3s.server.broker.walk;

import java.util.List;

/** Imports the graphs of a walk and sets triggers on them. */
final class Templates {

  private static final int RANDOM = 16;

  private final Scene scene;

  Templates(Scene scene) {
    this.scene = scene;
  }

  void make() {
    boolean n = true;
    boolean v = false;
    add("chain", List.of(v, v, v, v), 1, "0>1 1>2 2>3");
    add("diamond", List.of(v, v, v, v), 0, "0>1 0>2 1>3 2>3");
    add("parallel", List.of(v, v, v), 0, "0>1 0>1 1!2 1>2");
    add("noops", List.of(n, n, n), 0, "0>1 1>2");
    add("around", List.of(n, v, n, n, v, n, n), 1, "0>1 1>2 2>3 3>4 4>5 4>6");
    add("always", List.of(v, v, n, v), 0, "0!1 1!2 2>3");
    add("single", List.of(v), 2, "");
    for (int i = 0; i < RANDOM; i++) {
      add(Shape.random(name("random" + i), scene.random));
    }
    for (int i = 0; i < 6; i++) {
      addTrigger(i, "k" + i, scene.any(scene.shapes));
    }
    // two triggers that match the same files, and one that takes some of them only
    addTrigger(6, "k[01]", scene.any(scene.shapes));
    addTrigger(7, "some", scene.any(scene.shapes));
  }

  private String name(String what) {
    return "walk-%s-%s".formatted(what, scene.site);
  }

  private void add(String what, List<Boolean> noops, int retries, String arrows) {
    add(Shape.of(name(what), noops, retries, arrows));
  }

  private void add(Shape shape) {
    scene
        .wire
        .admin("POST", "/dag-templates?name=" + shape.template(), shape.graphMl(scene.site))
        .must(201);
    scene.shapes.add(shape);
  }

  private void addTrigger(int number, String pattern, Shape shape) {
    int prescale = pattern.equals("some") ? 3 : 1;
    Integer priority = scene.chance(50) ? Integer.valueOf(scene.random.nextInt(3)) : null;
    String body =
        """
        {"name": "walk-%d-%s", "pattern": "%s-%s-.*", "template": "%s", "prescale": %d, "eta": "PT2000H"%s}
        """
            .formatted(
                number,
                scene.site,
                scene.site,
                pattern,
                shape.template(),
                prescale,
                priority == null ? "" : ", \"priority\": " + priority);
    scene.wire.admin("POST", "/triggers", body).must(201);
    scene.rules.add(new Scene.Rule(pattern, shape, prescale, priority));
  }
}
