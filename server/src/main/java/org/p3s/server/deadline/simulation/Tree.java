package org.p3s.server.deadline.simulation;

import java.util.Arrays;

/**
 * Work one after the other: the length of each, and its slack, by which it could begin earlier. A
 * segment tree, so that nothing takes longer than the logarithm of how many there are.
 */
final class Tree {

  private static final double NONE = Double.NEGATIVE_INFINITY;
  private static final double ANY = Double.POSITIVE_INFINITY;

  private final int leaves;
  private final double[] longest;
  private final double[] leastSlack;

  /** To be added to the slacks below. */
  private final double[] pending;

  private double best;
  private int bestPlace;

  Tree(int size) {
    leaves = Integer.highestOneBit(Math.max(1, 2 * size - 1));
    longest = new double[2 * leaves];
    leastSlack = new double[2 * leaves];
    pending = new double[2 * leaves];
    Arrays.fill(longest, NONE);
    Arrays.fill(leastSlack, ANY);
  }

  void put(int place, double length, double slack) {
    put(1, 0, leaves, place, length, slack);
  }

  private void put(int node, int from, int to, int place, double length, double slack) {
    if (to - from == 1) {
      longest[node] = length;
      leastSlack[node] = slack;
      return;
    }
    push(node);
    int middle = (from + to) / 2;
    if (place < middle) {
      put(2 * node, from, middle, place, length, slack);
    } else {
      put(2 * node + 1, middle, to, place, length, slack);
    }
    pull(node);
  }

  private void push(int node) {
    if (pending[node] != 0) {
      shift(2 * node, pending[node]);
      shift(2 * node + 1, pending[node]);
      pending[node] = 0;
    }
  }

  private void shift(int node, double by) {
    leastSlack[node] += by;
    pending[node] += by;
  }

  private void pull(int node) {
    longest[node] = Math.max(longest[2 * node], longest[2 * node + 1]);
    leastSlack[node] = Math.min(leastSlack[2 * node], leastSlack[2 * node + 1]);
  }

  /** Removes the one without which the whole becomes shortest, and says by how much. */
  double removeLongest() {
    best = NONE;
    find(1, 0, leaves, ANY);
    double gained = best;
    double length = length(bestPlace);
    put(bestPlace, NONE, ANY);
    moveUp(bestPlace + 1, length);
    return gained;
  }

  /**
   * From the last to the first: what an absence gains is its length, but no more than the least
   * slack behind it.
   *
   * @return the least slack of this part and all behind it
   */
  private double find(int node, int from, int to, double behind) {
    if (Math.min(longest[node], behind) <= best) {
      return Math.min(behind, leastSlack[node]);
    }
    if (to - from == 1) {
      best = Math.min(longest[node], behind);
      bestPlace = from;
      return Math.min(behind, leastSlack[node]);
    }
    push(node);
    int middle = (from + to) / 2;
    double slack = find(2 * node + 1, middle, to, behind);
    return find(2 * node, from, middle, slack);
  }

  private double length(int place) {
    return longest[leaves + place];
  }

  /** All from here on begin earlier, by as much as they can without overtaking their release. */
  private void moveUp(int start, double by) {
    int from = start;
    double left = by;
    while (left > 0 && from < leaves) {
      int tight = firstBelow(1, 0, leaves, from, left);
      add(1, 0, leaves, from, tight < 0 ? leaves : tight, -left);
      if (tight < 0) {
        return;
      }
      left = slack(tight);
      from = tight;
    }
  }

  private double slack(int place) {
    double sum = leastSlack[leaves + place];
    for (int node = (leaves + place) / 2; node >= 1; node /= 2) {
      sum += pending[node];
    }
    return sum;
  }

  /** The first place from there on whose slack is less; -1 when there is none. */
  private int firstBelow(int node, int from, int to, int start, double limit) {
    if (to <= start || leastSlack[node] >= limit) {
      return -1;
    }
    if (to - from == 1) {
      return from;
    }
    push(node);
    int middle = (from + to) / 2;
    int found = firstBelow(2 * node, from, middle, start, limit);
    return found >= 0 ? found : firstBelow(2 * node + 1, middle, to, start, limit);
  }

  private void add(int node, int from, int to, int start, int end, double by) {
    if (to <= start || from >= end) {
      return;
    }
    if (start <= from && to <= end) {
      shift(node, by);
      return;
    }
    push(node);
    int middle = (from + to) / 2;
    add(2 * node, from, middle, start, end, by);
    add(2 * node + 1, middle, to, start, end, by);
    pull(node);
  }
}
