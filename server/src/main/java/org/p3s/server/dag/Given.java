package org.p3s.server.dag;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.p3s.server.dag.xml.Element;

/**
 * What the data of one graph, node or edge say; a wrong value is reported and read as not given.
 */
final class Given {

  private final String target;
  private final Element owner;
  private final Keys keys;
  private final Violations violations;
  private final Map<String, Value> known = new HashMap<>();
  private final Map<String, String> extra = new LinkedHashMap<>();

  Given(String target, Element owner, Keys keys, Violations violations) {
    this.target = target;
    this.owner = owner;
    this.keys = keys;
    this.violations = violations;
    owner.elements().filter(data -> GraphMl.is(data, "data")).forEach(this::take);
    keys.fallbacks(target).forEach(known::putIfAbsent);
    known.values().removeIf(this::isRefused);
  }

  private void take(Element data) {
    String id = data.attribute("key");
    Key key = id == null ? null : keys.byId().get(id);
    if (key == null) {
      String said = id == null ? "data has no key" : "undeclared key " + Violations.quote(id);
      violations.add(GraphMl.field(owner), data.line(), said);
    } else if (!key.isFor(target)) {
      violations.add(
          GraphMl.field(owner),
          data.line(),
          "key " + Violations.quote(id) + " is for " + key.target() + ", not for " + target);
    } else {
      keep(key, Value.of(data, owner, key.name()));
    }
  }

  private void keep(Key key, Value value) {
    boolean twice =
        GraphMl.known(target).contains(key.name())
            ? known.putIfAbsent(key.name(), value) != null
            : extra.putIfAbsent(key.name(), value.text()) != null;
    if (twice) {
      violations.add(value.field(), value.line(), key.name() + " is given twice");
    }
  }

  private boolean isRefused(Value value) {
    if (value.nested()) {
      violations.add(value.field(), value.line(), "must be text, not nested elements");
    }
    return value.nested();
  }

  /** As it stands, white space included; empty when not given. */
  String verbatim(String name) {
    return known.containsKey(name) ? known.get(name).text() : "";
  }

  /** Without white space around it; empty when not given. */
  String text(String name) {
    return verbatim(name).strip();
  }

  /** Null when not given. */
  Integer number(String name, int least, int most) {
    return parse(name, text -> Parse.number(text, least, most));
  }

  int number(String name, int least, int most, int otherwise) {
    Integer number = number(name, least, most);
    return number == null ? otherwise : number;
  }

  /** Null when not given, or zero. */
  Duration duration(String name) {
    Duration duration = parse(name, Parse::duration);
    return duration == null || duration.isZero() ? null : duration;
  }

  /** The graph's promise, which is more than nothing; null when not given. */
  Duration eta() {
    return parse("eta", Parse::eta);
  }

  /** False when not given. */
  boolean flag(String name) {
    return Boolean.TRUE.equals(parse(name, Parse::flag));
  }

  /** Names of templates; empty when not given. */
  List<String> names(String name) {
    List<String> names = parse(name, Parse::names);
    return names == null ? List.of() : names;
  }

  <E extends Enum<E>> E choice(String name, Class<E> type, E otherwise) {
    E choice = parse(name, text -> Parse.choice(text, type));
    return choice == null ? otherwise : choice;
  }

  Map<String, String> environment(String name) {
    return pairs(name, Parse::environment);
  }

  Map<String, String> labels(String name) {
    return pairs(name, Parse::labels);
  }

  private Map<String, String> pairs(String name, Parse.Reading<Map<String, String>> reading) {
    Value value = known.get(name);
    if (value == null) {
      return Map.of();
    }
    return keys.pairs(
        value,
        any -> {
          Map<String, String> pairs = parse(name, reading);
          return pairs == null ? Map.of() : pairs;
        });
  }

  /** By attribute name, what has no meaning to us. */
  Map<String, String> extra() {
    return extra;
  }

  /** Reports against a value that was read; against its element when there is none. */
  void complain(String name, int line, String message) {
    Value value = known.get(name);
    violations.add(
        value == null ? GraphMl.field(owner) + "." + name : value.field(),
        value == null ? line : value.line(),
        message);
  }

  private <T> T parse(String name, Parse.Reading<T> reading) {
    String text = text(name);
    if (text.isEmpty()) {
      return null;
    }
    try {
      return reading.of(text);
    } catch (Parse.Wrong e) {
      Value value = known.get(name);
      int above = (int) value.text().lines().takeWhile(String::isBlank).count();
      violations.add(value.field(), value.line() + above + e.linesDown(), e.getMessage());
      return null;
    }
  }
}
