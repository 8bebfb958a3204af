package org.p3s.server.data.trigger;

import java.util.HashMap;
import java.util.Map;

/** How many workflows triggers may start yet before their backlogs are full. */
public final class Room {

  private final Map<Long, Integer> left;

  /**
   * So much is left.
   *
   * @param left by trigger; one that is not in it has no limit
   */
  Room(Map<Long, Integer> left) {
    this.left = new HashMap<>(left);
  }

  /** Takes room for one workflow; false when there is none. */
  public boolean take(Rule rule) {
    Integer room = left.get(rule.id());
    if (room == null) {
      return true;
    }
    left.put(rule.id(), room - 1);
    return room > 0;
  }
}
