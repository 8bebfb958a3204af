package org.p3s.server.dag;

import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.p3s.server.dag.xml.Element;

/**
 * A template's graph: acyclic, with at least one vertex. Immutable; two are equal when they are the
 * same content, which is when their digests agree.
 */
public final class Dag {

  private final Heading heading;
  private final List<Vertex> vertices;
  private final List<Edge> edges;
  private final Map<String, Integer> indexes = new LinkedHashMap<>();
  private final Neighbours neighbours;
  private final int[] order;
  private final Element document;
  private volatile CanonicalText canonical;

  /** The canonical document is made from the values when there is none. */
  Dag(Heading heading, List<Vertex> vertices, List<Edge> edges, Element document) {
    this.heading = heading;
    this.vertices = List.copyOf(vertices);
    this.edges = List.copyOf(edges);
    checkIndexes();
    this.order = topology().order();
    this.neighbours = new Neighbours(this);
    this.document = document;
  }

  /**
   * A graph made in code rather than read; each file starts a workflow of it.
   *
   * @param eta null for none
   * @param vertices with indexes 0, 1, …
   * @throws IllegalArgumentException for a wrong index, an unknown or double id, or a cycle
   */
  public static Dag of(
      String name, Duration eta, LatePolicy late, List<Vertex> vertices, List<Edge> edges) {
    Heading heading = new Heading(name, "", eta, late, Scope.FILE, List.of());
    return new Dag(heading, vertices, edges, null);
  }

  private void checkIndexes() {
    for (Vertex vertex : vertices) {
      if (vertex.index() != indexes.size() || indexes.put(vertex.id(), vertex.index()) != null) {
        throw new IllegalArgumentException("vertex " + vertex.id() + " at " + vertex.index());
      }
    }
    for (int i = 0; i < edges.size(); i++) {
      if (edges.get(i).index() != i) {
        throw new IllegalArgumentException("edge " + edges.get(i).index() + " at " + i);
      }
    }
    if (vertices.isEmpty()) {
      throw new IllegalArgumentException("a graph without vertices");
    }
  }

  private Topology topology() {
    Topology topology = new Topology(vertices.size());
    for (Edge edge : edges) {
      topology.connect(edge.index(), indexOf(edge.source()), indexOf(edge.target()));
    }
    return topology;
  }

  int indexOf(String id) {
    Integer index = indexes.get(id);
    if (index == null) {
      throw new IllegalArgumentException("no vertex " + id);
    }
    return index;
  }

  /** The graph's attribute {@code name}, else its id, else empty. */
  public String name() {
    return heading.name();
  }

  public String description() {
    return heading.description();
  }

  /** The time promised from file seen to results, or null. */
  public Duration eta() {
    return heading.eta();
  }

  public LatePolicy late() {
    return heading.late();
  }

  public Scope scope() {
    return heading.scope();
  }

  /**
   * Names of cheaper templates to use where the time does not suffice for this one, the dearest
   * first.
   */
  public List<String> alternatives() {
    return heading.alternatives();
  }

  /** In document order, which is the order of {@link Vertex#index}. */
  public List<Vertex> vertices() {
    return vertices;
  }

  /** In document order, which is the order of {@link Edge#index}. */
  public List<Edge> edges() {
    return edges;
  }

  public Optional<Vertex> vertex(String id) {
    return Optional.ofNullable(indexes.get(id)).map(vertices::get);
  }

  /** Distinct, ascending. */
  public int[] children(int vertex) {
    return neighbours.children(vertex);
  }

  /** Distinct, ascending. */
  public int[] parents(int vertex) {
    return neighbours.parents(vertex);
  }

  public List<Edge> inEdges(int vertex) {
    return neighbours.inEdges(vertex);
  }

  public List<Edge> outEdges(int vertex) {
    return neighbours.outEdges(vertex);
  }

  /** Whether the child runs however the parent ended: every edge between them says always. */
  public boolean isTolerant(int parent, int child) {
    String target = vertices.get(child).id();
    List<Edge> between =
        outEdges(parent).stream().filter(edge -> edge.target().equals(target)).toList();
    return !between.isEmpty() && between.stream().allMatch(edge -> edge.when() == When.ALWAYS);
  }

  /** Parents before children, and by index where that leaves a choice. */
  public int[] topologicalOrder() {
    return order.clone();
  }

  /** Vertices without parents, ascending. */
  public int[] sources() {
    return IntStream.range(0, vertices.size()).filter(i -> inEdges(i).isEmpty()).toArray();
  }

  /**
   * By vertex index: how long the slowest way from here to a sink takes, this vertex included. A
   * noop takes no time and is not asked for. An optional vertex counts where the way begins with
   * it, and not on the ways of those before it: it is skipped when the time does not suffice.
   */
  public Duration[] longestPaths(Function<Vertex, Duration> expected) {
    Duration[] longest = new Duration[vertices.size()];
    Duration[] needed = new Duration[vertices.size()];
    for (int i = order.length - 1; i >= 0; i--) {
      Vertex vertex = vertices.get(order[i]);
      Duration rest =
          Arrays.stream(neighbours.children(order[i]))
              .mapToObj(child -> needed[child])
              .max(Duration::compareTo)
              .orElse(Duration.ZERO);
      longest[order[i]] = vertex.isNoop() ? rest : rest.plus(expected.apply(vertex));
      needed[order[i]] = vertex.optional() ? rest : longest[order[i]];
    }
    return longest;
  }

  /** SHA-256 of the canonical GraphML, 64 lower-case hexadecimal digits: the content's identity. */
  public String digest() {
    return canonical().digest();
  }

  /** Made when it is first asked for: the graphs of most lone jobs never are. */
  CanonicalText canonical() {
    CanonicalText known = canonical;
    if (known == null) {
      known = CanonicalText.of(document == null ? Document.of(this) : document);
      canonical = known;
    }
    return known;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Dag dag && dag.digest().equals(digest());
  }

  @Override
  public int hashCode() {
    return digest().hashCode();
  }

  @Override
  public String toString() {
    return "Dag[" + name() + ", " + vertices.size() + " vertices, " + edges.size() + " edges]";
  }
}
