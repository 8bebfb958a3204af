package org.p3s.server.dag;

/**
 * Writes a graph as canonical GraphML: reading it gives an equal graph, and writing that the same
 * text again. Everything the document said is kept, docs/reference/graphml.md says what is
 * normalised.
 */
public final class GraphMlWriter {

  private GraphMlWriter() {}

  /** A whole document, to be stored as UTF-8. */
  public static String write(Dag dag) {
    return dag.canonical().text();
  }
}
