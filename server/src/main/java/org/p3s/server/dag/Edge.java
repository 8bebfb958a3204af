package org.p3s.server.dag;

import java.util.Map;

/**
 * One file that goes from one job to another, or a mere order of two jobs when it says nothing of a
 * file. Parallel edges are several files. Texts are empty when not given.
 *
 * @param index position in the graph's list of edges, from 0
 * @param source id of the vertex that makes the file
 * @param target id of the vertex that reads it
 * @param name the file's name or a placeholder for it, without folders
 * @param dirpath the folder
 * @param dataType name of a known data type
 * @param dataTag name of the environment variable that holds the file's path in both jobs
 * @param extra what else the GraphML says of this edge, as in {@link Vertex#extra}
 */
public record Edge(
    int index,
    String source,
    String target,
    String name,
    String dirpath,
    String dataType,
    String dataTag,
    String comment,
    When when,
    Map<String, String> extra) {

  public Edge {
    extra = Ordered.copy(extra);
  }

  /** An edge that orders two jobs and carries no file. */
  public static Edge plain(int index, String source, String target) {
    return new Edge(index, source, target, "", "", "", "", "", When.SUCCESS, Map.of());
  }

  /** False when the edge only says which job comes first. */
  public boolean carriesFile() {
    return !(name.isEmpty() && dirpath.isEmpty() && dataType.isEmpty() && dataTag.isEmpty());
  }
}
