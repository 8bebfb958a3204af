package org.p3s.server.dag;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Graphs that are acyclic by making, with vertices in no particular order. */
public final class RandomDags {

  private RandomDags() {}

  public static Dag of(Random random, int vertices, int edges) {
    List<Integer> rank = new ArrayList<>();
    List<Vertex> list = new ArrayList<>();
    for (int i = 0; i < vertices; i++) {
      rank.add(i);
      list.add(Vertex.plain(i, "v" + i, random.nextInt(5) == 0 ? Vertex.NOOP : "work", "run " + i));
    }
    Collections.shuffle(rank, random);
    List<Edge> links = new ArrayList<>();
    for (int i = 0; i < edges; i++) {
      int one = random.nextInt(vertices);
      int other = random.nextInt(vertices);
      if (one != other) {
        boolean forward = rank.get(one) < rank.get(other);
        links.add(
            Edge.plain(links.size(), "v" + (forward ? one : other), "v" + (forward ? other : one)));
      }
    }
    return Dag.of("random", null, LatePolicy.DROP, list, links);
  }
}
