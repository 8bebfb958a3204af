package org.p3s.server.dag;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.p3s.server.dag.xml.Attribute;
import org.p3s.server.dag.xml.Element;

/**
 * Brings a document that was found to be right into one form: keys, data and attributes sorted,
 * keys named after what they declare, no white space between elements. What tools put into data is
 * left as it is.
 */
final class Canonical {

  private static final List<String> TARGET_ORDER = List.of("graph", "node", "edge");

  private static final String DEFAULT_TYPE = "string";

  private final Map<String, String> newIds = new HashMap<>();
  private final Map<String, Integer> ranks = new HashMap<>();

  private Canonical(Keys keys) {
    List<Key> sorted = new ArrayList<>(keys.byId().values());
    sorted.sort(
        Comparator.comparing(Canonical::targetRank)
            .thenComparing(Key::target)
            .thenComparing(Key::name)
            .thenComparing(key -> type(key.element())));
    Map<String, Integer> taken = new HashMap<>();
    for (Key key : sorted) {
      newIds.put(key.id(), unique(key, taken));
      ranks.put(key.id(), ranks.size());
    }
  }

  static Element of(Element root, Keys keys) {
    return new Canonical(keys).structural(root);
  }

  private static int targetRank(Key key) {
    int rank = TARGET_ORDER.indexOf(key.target());
    return rank < 0 ? TARGET_ORDER.size() : rank;
  }

  private static String type(Element key) {
    String type = key.attribute("attr.type");
    return type == null ? DEFAULT_TYPE : type;
  }

  private static String unique(Key key, Map<String, Integer> taken) {
    String base = key.target() + "." + key.name().replaceAll("[^A-Za-z0-9_-]", "_");
    int count = taken.merge(base, 1, Integer::sum);
    return count == 1 ? base : base + "." + count; // no other has a second dot
  }

  private Element structural(Element element) {
    List<String> order = GraphMl.CHILDREN.get(element.name());
    List<Element> children = new ArrayList<>(element.elements().toList());
    children.sort(
        Comparator.comparingInt((Element child) -> rank(child, order))
            .thenComparingInt(this::keyRank));
    return element
        .withAttributes(attributes(element))
        .withChildren(children.stream().map(this::child).toList());
  }

  private static int rank(Element child, List<String> order) {
    int rank = GraphMl.isOurs(child) ? order.indexOf(child.name()) : -1;
    return rank < 0 ? order.size() : rank;
  }

  private int keyRank(Element child) {
    if (GraphMl.is(child, "key")) {
      return ranks.get(child.attribute("id"));
    }
    return GraphMl.is(child, "data") ? ranks.get(child.attribute("key")) : 0;
  }

  private Element child(Element child) {
    if (GraphMl.isStructural(child)) {
      return structural(child);
    }
    return GraphMl.is(child, "data") ? child.withAttributes(attributes(child)) : child;
  }

  private List<Attribute> attributes(Element element) {
    List<Attribute> attributes = new ArrayList<>();
    for (Attribute attribute : element.attributes()) {
      attributes.add(renamed(element, attribute));
    }
    if (GraphMl.is(element, "key")) {
      spellOut(element, attributes);
    }
    attributes.sort(Comparator.comparing(Attribute::name));
    return attributes;
  }

  private Attribute renamed(Element element, Attribute attribute) {
    boolean isId = GraphMl.is(element, "key") && attribute.name().equals("id");
    boolean isReference = GraphMl.is(element, "data") && attribute.name().equals("key");
    return isId || isReference
        ? new Attribute(attribute.name(), newIds.get(attribute.value()))
        : attribute;
  }

  /** The standard's defaults, which some readers do not know. */
  private static void spellOut(Element key, List<Attribute> attributes) {
    if (key.attribute("for") == null) {
      attributes.add(new Attribute("for", "all"));
    }
    if (key.attribute("attr.name") != null && key.attribute("attr.type") == null) {
      attributes.add(new Attribute("attr.type", DEFAULT_TYPE));
    }
  }
}
