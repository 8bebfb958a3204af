package org.p3s.server.dag;

import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.p3s.server.dag.xml.Element;

/** The attributes that a document declares. */
final class Keys {

  /** What counts many times must be short. */
  static final int LONGEST_DEFAULT = 8_192;

  private final Map<String, Key> byId = new LinkedHashMap<>();
  private final Map<String, Map<String, Value>> fallbacks = new HashMap<>();

  private final IdentityHashMap<Value, Map<String, String>> pairs = new IdentityHashMap<>();

  private Keys() {}

  static Keys read(Element root, Violations violations) {
    Keys keys = new Keys();
    root.elements()
        .filter(child -> GraphMl.is(child, "key"))
        .forEach(child -> keys.add(child, violations));
    for (String target : new String[] {"graph", "node", "edge"}) {
      keys.fallbacks.put(target, keys.fallbacksFor(target, violations));
    }
    return keys;
  }

  private void add(Element element, Violations violations) {
    Key key = Key.read(element, violations);
    String field = GraphMl.field(element);
    if (key.id() == null || key.id().isBlank()) {
      violations.add(field, element.line(), "the key has no id");
    } else if (byId.putIfAbsent(key.id(), key) != null) {
      violations.add(field, element.line(), "the key id is declared twice");
    }
  }

  private Map<String, Value> fallbacksFor(String target, Violations violations) {
    Map<String, Value> values = new HashMap<>();
    for (Key key : byId.values()) {
      Value value = key.fallback();
      if (value == null || !key.isKnownFor(target)) {
        continue;
      }
      if (value.text().length() > LONGEST_DEFAULT) {
        violations.add(value.field(), value.line(), "is longer than " + LONGEST_DEFAULT);
      } else {
        values.putIfAbsent(key.name(), value);
      }
    }
    return values;
  }

  /** In the order of the document, by id. */
  Map<String, Key> byId() {
    return byId;
  }

  /** The defaults of the attributes that mean something to us; others stay with their key. */
  Map<String, Value> fallbacks(String target) {
    return fallbacks.getOrDefault(target, Map.of());
  }

  /** Parses a value once however many elements it is the default of. */
  Map<String, String> pairs(Value value, Function<Value, Map<String, String>> parsing) {
    return pairs.computeIfAbsent(value, one -> Ordered.copy(parsing.apply(one)));
  }
}
