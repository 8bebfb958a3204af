package org.p3s.server.dag;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.p3s.protocol.Json;
import org.p3s.server.dag.xml.Attribute;
import org.p3s.server.dag.xml.Element;
import org.p3s.server.dag.xml.Text;

/** The GraphML of a graph that was made in code; what equals its default is left out. */
final class Document {

  private static final Set<String> NUMBERS =
      Set.of("priority", "cores", "memory", "gpus", "retries");

  private final Map<String, Set<String>> keys = new TreeMap<>();

  private Document() {}

  static Element of(Dag dag) {
    return new Document().root(dag);
  }

  private Element root(Dag dag) {
    List<Element> content = new ArrayList<>(data("graph", heading(dag)));
    for (Vertex vertex : dag.vertices()) {
      content.add(element("node", Map.of("id", vertex.id()), data("node", values(vertex))));
    }
    for (Edge edge : dag.edges()) {
      content.add(
          element(
              "edge",
              new TreeMap<>(Map.of("source", edge.source(), "target", edge.target())),
              data("edge", values(edge))));
    }
    List<Element> children = new ArrayList<>(declarations());
    children.add(element("graph", Map.of("edgedefault", "directed"), content));
    Element root = element("graphml", Map.of("xmlns", GraphMl.NAMESPACE), children);
    return Canonical.of(root, Keys.read(root, new Violations()));
  }

  private static Map<String, String> heading(Dag dag) {
    Map<String, String> values = new LinkedHashMap<>();
    put(values, "name", dag.name(), "");
    put(values, "description", dag.description(), "");
    put(values, "eta", dag.eta(), null);
    put(values, "late", dag.late().name().toLowerCase(Locale.ROOT), "drop");
    put(values, "scope", dag.scope().name().toLowerCase(Locale.ROOT), "file");
    put(values, "alternatives", String.join(",", dag.alternatives()), "");
    return values;
  }

  private static Map<String, String> values(Vertex vertex) {
    Map<String, String> values = new LinkedHashMap<>(vertex.extra());
    put(values, "payload", vertex.payload(), "");
    put(values, "env", json(vertex.env()), "{}");
    put(values, "jobtype", vertex.jobType(), "");
    put(values, "timelimit", vertex.timeLimit(), null);
    put(values, "priority", vertex.priority(), 0);
    put(values, "cores", vertex.cores(), 1);
    put(values, "memory", vertex.memoryMiB(), null);
    put(values, "gpus", vertex.gpus(), 0);
    put(values, "labels", json(vertex.labels()), "{}");
    put(values, "estimate", vertex.estimate(), null);
    put(values, "retries", vertex.retries(), 0);
    put(values, "optional", vertex.optional(), false);
    return values;
  }

  private static Map<String, String> values(Edge edge) {
    Map<String, String> values = new LinkedHashMap<>(edge.extra());
    put(values, "name", edge.name(), "");
    put(values, "dirpath", edge.dirpath(), "");
    put(values, "datatype", edge.dataType(), "");
    put(values, "datatag", edge.dataTag(), "");
    put(values, "comment", edge.comment(), "");
    put(values, "when", edge.when().name().toLowerCase(Locale.ROOT), "success");
    return values;
  }

  private static void put(Map<String, String> values, String name, Object value, Object without) {
    if (value != null && !value.equals(without)) {
      values.put(name, value.toString());
    }
  }

  private static String json(Map<String, String> map) {
    return Json.MAPPER.valueToTree(map).toString();
  }

  private List<Element> data(String target, Map<String, String> values) {
    List<Element> data = new ArrayList<>();
    values.forEach(
        (name, value) -> {
          keys.computeIfAbsent(target, any -> new TreeSet<>()).add(name);
          Element element = element("data", Map.of("key", target + "." + name), List.of());
          data.add(value.isEmpty() ? element : element.withChildren(List.of(new Text(value))));
        });
    return data;
  }

  private List<Element> declarations() {
    List<Element> declarations = new ArrayList<>();
    keys.forEach((target, names) -> names.forEach(name -> declarations.add(key(target, name))));
    return declarations;
  }

  private static Element key(String target, String name) {
    Map<String, String> attributes = new TreeMap<>();
    attributes.put("id", target + "." + name);
    attributes.put("for", target);
    attributes.put("attr.name", name);
    attributes.put("attr.type", target.equals("node") ? type(name) : "string");
    return element("key", attributes, List.of());
  }

  private static String type(String name) {
    if (name.equals("optional")) {
      return "boolean";
    }
    return NUMBERS.contains(name) ? "int" : "string";
  }

  private static Element element(
      String name, Map<String, String> attributes, List<Element> children) {
    List<Attribute> list =
        attributes.entrySet().stream()
            .map(entry -> new Attribute(entry.getKey(), entry.getValue()))
            .toList();
    return new Element("", name, GraphMl.NAMESPACE, list, List.copyOf(children), 1);
  }
}
