package org.p3s.server.broker;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.IntToDoubleFunction;

/** The lanes of one queue as this server knows them, the one with the most urgent job first. */
final class Lineup {

  private final Map<Integer, Window> windows = new HashMap<>();
  private final NavigableSet<Window> byHead = new TreeSet<>(Window.BY_HEAD);
  private final Set<Window> toBeRead = new HashSet<>();
  private int jobs;

  /** Takes a lane in that is not among them. */
  void put(Window window) {
    windows.put(window.laneId(), window);
    enter(window);
  }

  boolean has(int lane) {
    return windows.containsKey(lane);
  }

  /** Changes one of its windows, which finds its new place. */
  void change(int lane, Consumer<Window> change) {
    Window window = windows.get(lane);
    leave(window);
    change.accept(window);
    enter(window);
  }

  private void leave(Window window) {
    toBeRead.remove(window);
    if (window.head() != null) {
      byHead.remove(window);
      jobs -= window.size();
    }
  }

  private void enter(Window window) {
    if (window.head() != null) {
      byHead.add(window);
      jobs += window.size();
    } else if (window.isToBeRead()) {
      toBeRead.add(window);
    }
  }

  /** Compares all of them anew. */
  void sort(IntToDoubleFunction paths) {
    byHead.clear();
    for (Window each : windows.values()) {
      each.expect(paths.applyAsDouble(each.laneId()));
      if (each.head() != null) {
        byHead.add(each);
      }
    }
  }

  /** The window with the most urgent job; null when no job is known. */
  Window first() {
    return byHead.isEmpty() ? null : byHead.first();
  }

  /** Those in which jobs may be READY of which none is known here. */
  Collection<Window> toBeRead() {
    return toBeRead;
  }

  /** How many jobs are known. */
  int count() {
    return jobs;
  }
}
