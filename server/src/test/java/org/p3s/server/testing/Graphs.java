package org.p3s.server.testing;

import java.util.UUID;
import org.jdbi.v3.core.Jdbi;

/** GraphML of small graphs, and their import. */
public final class Graphs {

  private Graphs() {}

  /**
   * Imports a graph under a new name.
   *
   * @param site the only site whose pilots may run its jobs
   * @param arrows such as {@code "a>b b>c c!d"}; an exclamation mark is an edge that says always;
   *     vertices whose name begins with {@code noop} are that
   * @return the template's name
   */
  public static String template(String site, String arrows) {
    String name = "t-" + UUID.randomUUID();
    importGraph(name, graphMl(site, arrows));
    return name;
  }

  public static void importGraph(String name, String graphMl) {
    Api.admin()
        .contentType("application/xml")
        .body(graphMl)
        .post("/dag-templates?name=" + name)
        .then()
        .statusCode(201);
  }

  /** The same of which nobody says how long its jobs take. */
  public static String unestimated(String site, String arrows) {
    return graphMl(site, arrows).replaceAll("<data key=\"estimate\">[^<]*</data>", "");
  }

  /** Activates a version that cannot be read, as an older p3s might have stored one. */
  public static void makeUnreadable(Jdbi jdbi, String template) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    with bad as (
                      insert into dag_template_version
                        (template_id, version, digest, graphml, vertices, edges, created_by)
                      select id, active_version + 1, name, 'no graph', 1, 0, 'test'
                      from dag_template where name = :name
                      returning template_id, version)
                    update dag_template t set active_version = bad.version
                    from bad where t.id = bad.template_id
                    """)
                .bind("name", template)
                .execute());
  }

  public static String graphMl(String site, String arrows) {
    StringBuilder nodes = new StringBuilder();
    StringBuilder edges = new StringBuilder();
    java.util.Set<String> seen = new java.util.LinkedHashSet<>();
    for (String arrow : arrows.split(" ")) {
      String[] ends = arrow.split("[>!]");
      seen.addAll(java.util.List.of(ends));
      if (ends.length == 2) {
        edges.append(edge(ends[0], ends[1], arrow.contains("!")));
      }
    }
    seen.forEach(id -> nodes.append(node(id, site)));
    return """
        <graphml xmlns="http://graphml.graphdrawing.org/xmlns">
        <key id="payload" for="node" attr.name="payload" attr.type="string"/>
        <key id="jobtype" for="node" attr.name="jobtype" attr.type="string"/>
        <key id="labels" for="node" attr.name="labels" attr.type="string"/>
        <key id="estimate" for="node" attr.name="estimate" attr.type="int"/>
        <key id="name" for="edge" attr.name="name" attr.type="string"/>
        <key id="datatype" for="edge" attr.name="datatype" attr.type="string"/>
        <key id="datatag" for="edge" attr.name="datatag" attr.type="string"/>
        <key id="when" for="edge" attr.name="when" attr.type="string"/>
        <graph edgedefault="directed">
        %s%s</graph></graphml>
        """
        .formatted(nodes, edges);
  }

  private static String node(String id, String site) {
    String type = id.startsWith("noop") ? "noop" : "work";
    return """
        <node id="%s"><data key="payload">true</data><data key="jobtype">%s</data>
        <data key="labels">{"site": "%s"}</data><data key="estimate">60</data></node>
        """
        .formatted(id, type, site);
  }

  private static String edge(String source, String target, boolean always) {
    return """
        <edge source="%1$s" target="%2$s"><data key="name">%1$s.txt</data><data key="datatype">TXT</data>
        <data key="datatag">OUT_%1$s</data>%3$s</edge>
        """
        .formatted(source, target, always ? "<data key=\"when\">always</data>" : "");
  }
}
