package org.p3s.server.dag;

import org.p3s.server.dag.xml.Element;

/**
 * The declaration of an attribute.
 *
 * @param target what it is for: {@code node}, {@code edge}, {@code graph}, …, or {@code all}
 * @param name the attribute's name; that of a tool's own key when the declaration has none
 * @param fallback the value where none is given, or null
 */
record Key(Element element, String target, String name, Value fallback) {

  /** Any longer and exports grow without bounds. */
  static final int LONGEST_NAME = 128;

  String id() {
    return element.attribute("id");
  }

  boolean isFor(String what) {
    return target.equals(what) || target.equals("all");
  }

  /** Whether we give it a meaning there. */
  boolean isKnownFor(String what) {
    return isFor(what) && GraphMl.known(what).contains(name);
  }

  static Key read(Element element, Violations violations) {
    String field = GraphMl.field(element);
    String target = orElse(element.attribute("for"), "all");
    if (!GraphMl.TARGETS.contains(target)) {
      violations.add(field, element.line(), "for=" + Violations.quote(target) + " is unknown");
    }
    String type = orElse(element.attribute("attr.type"), "string");
    if (!GraphMl.TYPES.contains(type)) {
      violations.add(field, element.line(), "attr.type=" + Violations.quote(type) + " is unknown");
    }
    String name = orElse(element.attribute("attr.name"), element.attribute("yfiles.type"));
    if (name != null && name.length() > LONGEST_NAME) {
      violations.add(field, element.line(), "attr.name is longer than " + LONGEST_NAME);
    }
    return new Key(element, target, orElse(name, "data"), fallback(element));
  }

  private static Value fallback(Element element) {
    return element
        .elements()
        .filter(child -> GraphMl.is(child, "default"))
        .findFirst()
        .map(child -> Value.of(child, element, "default"))
        .orElse(null);
  }

  private static String orElse(String value, String other) {
    return value == null ? other : value;
  }
}
