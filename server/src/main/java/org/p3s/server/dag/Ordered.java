package org.p3s.server.dag;

import java.util.AbstractMap;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * An unmodifiable map in the order of the document, which {@link Map#copyOf} does not keep. Copies
 * of a copy are itself: thousands of vertices may share what a key says by default.
 */
final class Ordered<K, V> extends AbstractMap<K, V> {

  private final Map<K, V> entries;

  private Ordered(Map<K, V> entries) {
    this.entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
  }

  static <K, V> Map<K, V> copy(Map<K, V> map) {
    return map instanceof Ordered ? map : new Ordered<>(map);
  }

  @Override
  public V get(Object key) {
    return entries.get(key);
  }

  @Override
  public boolean containsKey(Object key) {
    return entries.containsKey(key);
  }

  @Override
  public Set<Entry<K, V>> entrySet() {
    return entries.entrySet();
  }
}
