package org.p3s.server.broker.walk;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/** Files are announced, new ones and known ones, one by one and many at once. */
final class FileSteps {

  private final Scene scene;
  private int announced;

  private static final List<String> KINDS = List.of("k0", "k1", "k2", "k3", "k4", "k5", "some");

  FileSteps(Scene scene) {
    this.scene = scene;
  }

  /** URLs of files, some of them twice, some known. */
  List<String> urls() {
    List<String> urls = new ArrayList<>();
    int count = scene.chance(50) ? 1 : 1 + scene.random.nextInt(4);
    for (int i = 0; i < count; i++) {
      boolean known = scene.chance(20) && !scene.model.files.isEmpty();
      if (known) {
        urls.add(scene.any(new ArrayList<>(scene.model.files.keySet())));
      } else if (!urls.isEmpty() && scene.chance(10)) {
        urls.add(urls.get(0));
      } else {
        String kind = scene.chance(8) ? "none" : scene.any(KINDS);
        urls.add("/walk/%s-%s-%d".formatted(scene.site, kind, announced++));
      }
    }
    return urls;
  }

  static String body(List<String> urls) {
    List<String> events =
        urls.stream()
            .map(url -> "{\"name\": \"%s\", \"url\": \"%s\"}".formatted(name(url), url))
            .toList();
    return "[" + String.join(",", events) + "]";
  }

  private static String name(String url) {
    return url.substring(url.lastIndexOf('/') + 1);
  }

  void announce() {
    List<String> urls = urls();
    made(urls, scene.wire.admin("POST", "/files", body(urls)).must(200), true);
  }

  /** Takes the answer's files into the model; {@code undisturbed} as in {@link WorkSteps#made}. */
  void made(List<String> urls, Wire.Reply reply, boolean undisturbed) {
    JsonNode items = reply.json().get("items");
    for (int i = 0; i < urls.size(); i++) {
      String url = urls.get(i);
      JsonNode item = items.get(i);
      boolean first = !scene.model.files.containsKey(url);
      if (first) {
        add(url, item);
      }
      DataFile file = scene.model.files.get(url);
      boolean same = item.get("id").asLong() == file.id && item.get("isNew").asBoolean() == first;
      if (!same || (undisturbed && !item.get("state").asText().equals(file.state))) {
        throw new AssertionError("answered " + item + ", must be " + file);
      }
    }
  }

  private void add(String url, JsonNode item) {
    List<Scene.Rule> matching =
        scene.rules.stream()
            .filter(rule -> name(url).matches(scene.site + "-" + rule.pattern() + "-.*"))
            .toList();
    List<Scene.Rule> taking = matching.stream().filter(rule -> isTaken(name(url), rule)).toList();
    String state =
        !taking.isEmpty() ? "SELECTED" : matching.isEmpty() ? "UNCLASSIFIED" : "PRESCALED";
    DataFile file = new DataFile(item.get("id").asLong(), url, state);
    scene.model.files.put(url, file);
    scene.model.watchedFiles.add(file);
    JsonNode ids = item.get("workflows");
    if ((ids == null ? 0 : ids.size()) != taking.size()) {
      throw new AssertionError("must start " + taking + ": " + item);
    }
    for (int i = 0; i < taking.size(); i++) {
      Scene.Rule rule = taking.get(i);
      Workflow workflow =
          new Workflow(ids.get(i).asLong(), rule.shape(), true, rule.priority(), file);
      file.workflowsLeft += workflow.isSettled() ? 0 : 1;
      scene.add(workflow, null);
    }
    if (!taking.isEmpty() && file.workflowsLeft == 0) {
      file.state = "PROCESSED";
    }
    scene.note("announced " + file + " for " + taking.stream().map(Scene.Rule::pattern).toList());
  }

  private static boolean isTaken(String name, Scene.Rule rule) {
    CRC32 crc = new CRC32();
    crc.update(name.getBytes(StandardCharsets.UTF_8));
    return crc.getValue() % rule.prescale() == 0;
  }
}
