package org.p3s.server.dag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.p3s.protocol.Problem;

class InvalidGraphTest {

  @Test
  void everythingWrongIsSaidAtOnceInTheOrderOfItsLines() {
    assertThat(
            inGraph(
                """
                <node id="a"><data key="timelimit">soon</data></node>
                <node id="b">
                  <data key="cores">0</data>
                  <data key="env">{"A B":1}</data>
                </node>
                <node id="a"/>
                <edge source="a" target="c"><data key="datatype">EXE</data></edge>
                <edge source="b"
                      target="b"/>
                """))
        .containsExactly(
            "2 node[a].timelimit 'soon' is no number: an integer from 0 to 31536000 is wanted",
            "4 node[b].cores '0': an integer from 1 to 4096 is wanted",
            "5 node[b].env 'A B' is no valid variable name",
            "7 node[a] duplicate id: the vertex of line 2 has it too",
            "8 edge[a:c].target unknown target vertex 'c'",
            "8 edge[a:c].datatype unknown data type 'EXE'",
            "9 edge[b:b] cycle: b -> b");
  }

  @Test
  void textThatIsNoXmlIsRefusedWithItsLine() {
    assertThat(document("<graphml>\n<graph>\n</graphml>"))
        .singleElement()
        .asString()
        .startsWith("3 null malformed XML: ")
        .contains("graph");
    assertThat(document("")).singleElement().asString().startsWith("1 null malformed XML: ");
    assertThat(document("payload: none")).singleElement().asString().startsWith("1 null malformed");
    assertThat(document("<a>\n<b x='1' x='2'/></a>")).singleElement().asString().startsWith("2 ");
    assertThat(document("<?xml version='1.0' encoding='none'?><graphml/>"))
        .containsExactly("1 null unknown encoding 'none'");
    assertThat(refused("<graphml>\n\n\u00E9</graphml>".getBytes(StandardCharsets.ISO_8859_1)))
        .containsExactly("3 null bytes that are not UTF-8");
    assertThat(document("<?xml version='1.0'?>\n<!-- two\nlines --><svg\nwidth='1'/>"))
        .containsExactly("3 null this is no GraphML: its root is <svg> of the namespace ''");
    assertThat(document("<svg/>"))
        .containsExactly("1 null this is no GraphML: its root is <svg> of the namespace ''");
    assertThat(document("<graphml xmlns='urn:x'/>"))
        .containsExactly(
            "1 null this is no GraphML: its root is <graphml> of the namespace 'urn:x'");
    assertThat(document("<graphml>\n<key id='a' id='b'/></graphml>"))
        .containsExactly("2 null malformed XML: the attribute id of <key> is given twice");
    assertThat(document("<graphml y:x='1'/>"))
        .containsExactly(
            "1 null malformed XML: the prefix of the attribute y:x of <graphml> is not declared");
    assertThat(document("<y:graphml/>"))
        .containsExactly("1 null malformed XML: the prefix of <y:graphml> is not declared");
    assertThat(document("<?xml version='1.1'?><graphml/>"))
        .containsExactly("1 null XML 1.1 is not accepted: use version=\"1.0\"");
  }

  @Test
  void documentTypesAndEntitiesAreRefused() {
    String laughs =
        """
        <?xml version="1.0"?>
        <!DOCTYPE graphml [
          <!ENTITY a "ha">
          <!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
          <!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">
        ]>
        <graphml><graph edgedefault="directed"><node id="&c;"/></graph></graphml>
        """;
    String refusal =
        "a document type declaration (<!DOCTYPE …>) is not accepted: remove it, and write entities"
            + " out";
    assertThat(document(laughs)).containsExactly("2 null " + refusal);
    assertThat(document("<!DOCTYPE graphml SYSTEM 'file:///etc/passwd'><graphml/>"))
        .containsExactly("1 null " + refusal);
    assertThat(document("<!DOCTYPE g [<!ENTITY % p SYSTEM 'http://localhost:1/x'> %p;]><g/>"))
        .containsExactly("1 null " + refusal);
    assertThat(document("<graphml>\n&bomb;</graphml>"))
        .singleElement()
        .asString()
        .startsWith("2 null ")
        .contains("bomb");
  }

  @Test
  void whatIsTooLargeIsRefused() {
    assertThat(refused(new byte[GraphMlReader.MOST_BYTES + 1]))
        .containsExactly("1 null 4194305 bytes: GraphML may have 4194304 at most");
    assertThat(document("<graphml>" + "<desc>".repeat(100)))
        .containsExactly("1 null elements are nested more than 64 deep");
    StringBuilder vertices = new StringBuilder();
    for (int i = 0; i <= GraphMlReader.MOST_VERTICES; i++) {
      vertices.append("<node id='n").append(i).append("'/>");
    }
    assertThat(inGraph(vertices.toString()))
        .containsExactly("1 graph 4097 vertices and 0 edges: 4096 and 65536 are the most");
    assertThat(inGraph("<node id='a'/>" + "<edge source='a' target='a'/>".repeat(65_537)))
        .containsExactly("1 graph 1 vertices and 65537 edges: 4096 and 65536 are the most");
    String growing = "<node id='a'><data key='payload'>" + ">".repeat(2_000_000) + "</data></node>";
    assertThat(inGraph(growing)).singleElement().asString().contains("bytes when exported");
  }

  /** Each of these once took minutes or all memory. */
  @Test
  @Timeout(20)
  void documentsThatAreMeantToHurtAreAnsweredSoon() {
    StringBuilder many = new StringBuilder();
    for (int i = 0; i < GraphMlReader.MOST_VERTICES; i++) {
      many.append("<node id='n").append(i).append("'/>");
    }
    String vertices = many.toString();
    for (int i = 0; i < GraphMlReader.MOST_VERTICES; i += 2) {
      String pair = "<edge source='n%d' target='n%d'/><edge source='n%d' target='n%d'/>";
      many.append(pair.formatted(i, i + 1, i + 1, i));
    }
    assertThat(inGraph(many.toString())).hasSize(Violations.MOST);
    StringBuilder keys = new StringBuilder("<graphml>");
    for (int i = 0; i < 60_000; i++) {
      keys.append("<key id='").append(i).append("' for='node' attr.name='x'/>");
    }
    keys.append("<graph edgedefault='directed'><node id='a'/></graph></graphml>");
    assertThat(document(keys.toString())).singleElement().asString().contains("when exported");
    String key = "<graphml><key id='e' for='node' attr.name='env'><default>{%s}</default></key>";
    String graph = "<graph edgedefault='directed'>" + vertices + "</graph></graphml>";
    assertThat(document(key.formatted(" ".repeat(8_191)) + graph))
        .containsExactly("1 key[e].default is longer than 8192");
    StringBuilder env = new StringBuilder("\"A\":1");
    for (int i = 0; i < 499; i++) {
      env.append(",\"A").append(i).append("\":1");
    }
    Dag dag = Samples.read(key.formatted(env) + graph);
    assertThat(dag.vertices().get(4_095).env()).hasSize(500);
    assertThat(dag.vertices().get(4_095).env()).isSameAs(dag.vertices().get(0).env());
    assertThat(document(key.formatted(env + ",\"A\":2") + graph)).hasSize(1);
  }

  @Test
  void moreProblemsThanAnyoneReadsAreCounted() {
    List<String> problems =
        inGraph("<node id='a'/>" + "<edge source='a' target='b'/>\n".repeat(700));
    assertThat(problems).hasSize(Violations.MOST);
    assertThat(problems.get(Violations.MOST - 1)).endsWith("and 201 more problems");
  }

  @Test
  void graphsOfAnotherKindAreRefused() {
    assertThat(document("<graphml>\n</graphml>")).containsExactly("1 graphml there is no <graph>");
    assertThat(inGraph("")).containsExactly("1 graph the graph has no vertices");
    assertThat(
            document("<graphml>\n<graph edgedefault='undirected'><node id='a'/></graph></graphml>"))
        .containsExactly("2 graph.edgedefault edgedefault='undirected': it must be 'directed'");
    assertThat(document("<graphml><graph><node id='a'/></graph></graphml>"))
        .containsExactly("1 graph.edgedefault edgedefault is missing: it must be 'directed'");
    assertThat(inGraph("<node id='a'/></graph>\n<graph edgedefault='directed'>"))
        .containsExactly("3 graph a second <graph>: a template has one");
  }

  @Test
  void nestedGraphsHyperedgesAndPortsAreRefused() {
    assertThat(
            inGraph(
                """
                <node id="a"><graph edgedefault="directed"><node id="a::b"/></graph></node>
                <node id="c"><port name="north"/></node>
                <hyperedge><endpoint node="a"/></hyperedge>
                <edge source="c" target="a::b" sourceport="north"/>
                <edge source="c" target="a" directed="false"/>
                <locator/>
                <nod/> loose
                """))
        .containsExactlyInAnyOrder(
            "2 node[a] a graph inside a node: nested graphs are not supported",
            "3 node[c] ports are not supported: an edge ends at a vertex",
            "4 graph hyperedges are not supported: an edge goes from one vertex to another",
            "5 edge[c:a::b] ports are not supported: an edge ends at a vertex",
            "6 edge[c:a] directed='false': must be 'true'",
            "7 graph a locator points to another document: put everything into this one",
            "8 graph unexpected element <nod> in <graph>",
            "1 graph text 'loose' stands outside <data>");
  }

  @Test
  void cyclesAreNamedOnceEachOnTheirShortestWay() {
    assertThat(
            inGraph(
                """
                <node id="in"/><node id="a"/><node id="b"/><node id="c"/><node id="x"/><node id="y"/>
                <edge source="in" target="a"/>
                <edge source="a" target="b"/>
                <edge source="b" target="c"/>
                <edge source="c" target="a"/>
                <edge source="x" target="y"/>
                <edge source="y" target="x"/>
                """))
        .containsExactly("6 edge[c:a] cycle: a -> b -> c -> a", "8 edge[y:x] cycle: x -> y -> x");
    StringBuilder ring = new StringBuilder();
    for (int i = 0; i < 50; i++) {
      ring.append(
          "<node id='r%d'/><edge source='r%d' target='r%d'/>".formatted(i, i, (i + 1) % 50));
    }
    assertThat(inGraph(ring.toString()))
        .singleElement()
        .asString()
        .contains("r0 -> r1 -> ")
        .contains("r19 -> … (50 vertices) -> r0");
  }

  @Test
  void wrongIdsAreRefused() {
    assertThat(
            inGraph(
                "<node/>\n<node id=' '/>\n<node id='a&#7;'/>".replace("&#7;", "&#127;")
                    + "\n<node id='"
                    + "x".repeat(129)
                    + "'/>\n<edge target='b'/><node id='b'/>"))
        .containsExactly(
            "2 node[] the vertex has no id",
            "3 node[ ] an id has 1 to 128 characters, no control characters among them",
            "4 node[a\uFFFD] an id has 1 to 128 characters, no control characters among them",
            "5 node["
                + "x".repeat(60)
                + "…] an id has 1 to 128 characters, no control characters"
                + " among them",
            "6 edge[:b].source the edge has no source");
  }

  @Test
  void wrongValuesOfAVertexAreRefused() {
    assertThat(vertex("priority", "1.5"))
        .endsWith("'1.5': an integer from -2147483648 to 2147483647 is wanted");
    assertThat(vertex("priority", "1e99999999")).contains("an integer from");
    assertThat(vertex("memory", "-1")).contains("an integer from 1 to");
    assertThat(vertex("gpus", "many")).contains("no number");
    assertThat(vertex("retries", "101")).contains("an integer from 0 to 100");
    assertThat(vertex("timelimit", "PT")).contains("is no ISO 8601 duration such as PT10M");
    assertThat(vertex("timelimit", "-1")).contains("an integer from 0 to 31536000");
    assertThat(vertex("estimate", "P366D")).contains("is not between PT0S and P365D");
    assertThat(vertex("labels", "gpu")).contains("'gpu' is no name=value");
    assertThat(vertex("labels", "a=1,a=2")).contains("'a' is given twice");
    assertThat(vertex("labels", "{\"-\":1}")).contains("no valid label name");
    assertThat(vertex("jobtype", "x".repeat(65))).contains("at most 64 characters");
    assertThat(vertex("optional", "maybe")).endsWith("'maybe': true or false is wanted");
    assertThat(vertex("payload", "<b>ls</b>")).contains("must be text, not nested elements");
  }

  @Test
  void wrongEnvironmentsAreRefusedOnTheLineOfTheMistake() {
    assertThat(vertex("env", "[1]")).contains("must be a JSON object such as");
    assertThat(vertex("env", "{\"A\":{}}")).contains("'A' must be a string, number or boolean");
    assertThat(vertex("env", "{\"A\":null}")).contains("'A' must be a string, number or boolean");
    assertThat(vertex("env", "{\"A\":1,\"A\":2}")).contains("bad JSON: Duplicate field 'A'");
    assertThat(vertex("env", "{\"A\":1} x")).contains("bad JSON");
    assertThat(vertex("env", "{\"A\":1} 2")).contains("more text after the JSON object");
    assertThat(vertex("env", "{\"A\":\"\\u0000\"}")).contains("holds a NUL");
    assertThat(vertex("env", "{\n\"A\":\"1\",\n\"B\":x}")).startsWith("4 node[a].env bad JSON: ");
    assertThat(vertex("env", "\n\n{\n\"A\":\"1\",\n\"2B\":0}")).startsWith("6 node[a].env '2B'");
  }

  @Test
  void wrongValuesOfAnEdgeAreRefused() {
    assertThat(edge("name", "a/b")).contains("a file name has no '/', folders go into dirpath");
    assertThat(edge("name", "..")).contains("'..' is no file name");
    assertThat(edge("name", "a&#9;b")).contains("holds control characters");
    assertThat(edge("name", "x".repeat(256))).contains("is longer than 255 bytes");
    assertThat(edge("dirpath", "/data/../etc/")).contains("leads out of its folder by '..'");
    assertThat(edge("dirpath", "a&#10;b")).contains("holds control characters");
    assertThat(edge("datatag", "1ST")).contains("'1ST' is no valid variable name");
    assertThat(edge("when", "never")).contains("'never': success or always is wanted");
  }

  @Test
  void wrongValuesOfTheGraphAreRefused() {
    assertThat(
            inGraph(
                """
                <data key="eta">10 min</data>
                <data key="late">retry</data>
                <data key="scope">stream</data>
                <data key="alternatives">small,a b</data>
                <node id="a"/>
                """))
        .containsExactly(
            "2 graph.eta '10 min' is no ISO 8601 duration such as PT10M",
            "3 graph.late 'retry': drop or run is wanted",
            "4 graph.scope 'stream': file or run or rolling is wanted",
            "5 graph.alternatives 'a b' is no valid template name");
    assertThat(alternatives("small,,tiny")).endsWith("'' is no valid template name");
    assertThat(alternatives("small, tiny,small")).endsWith("'small' is given twice");
    assertThat(alternatives("a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q")).endsWith("more than 16 entries");
    assertThat(inGraph("<data key='eta'>PT0S</data><node id='a'/>"))
        .containsExactly("2 graph.eta 'PT0S': nothing can be done in no time");
  }

  @Test
  void oneVariableCannotHoldTwoFiles() {
    assertThat(
            inGraph(
                """
                <node id="a"/><node id="b"/><node id="c"/>
                <edge source="a" target="c"><data key="name">x</data><data key="datatag">T</data></edge>
                <edge source="b" target="c"><data key="name">y</data><data key="datatag">T</data></edge>
                """))
        .containsExactly(
            "4 edge[b:c].datatag 'T' is another file of 'c' on the edge 'a:c' of line 3");
    assertThat(
            inGraph(
                """
                <node id="a"/><node id="b"/><node id="c"/>
                <edge source="a" target="c"><data key="datatag">T</data></edge>
                <edge source="b" target="c"><data key="datatag">T</data></edge>
                """))
        .hasSize(1);
    assertThat(
            inGraph(
                """
                <node id="a"/><node id="b"/>
                <edge source="a" target="b"><data key="dirpath">/x</data><data key="datatag">T</data></edge>
                <edge source="a" target="b"><data key="dirpath">/y</data><data key="datatag">T</data></edge>
                """))
        .hasSize(2); // of both jobs
  }

  @Test
  void wrongKeysAreRefused() {
    assertThat(
            document(
                """
                <graphml>
                <key for="node"/>
                <key id="k" for="vertex" attr.name="payload"/>
                <key id="t" for="node" attr.name="cores" attr.type="number"><default>two</default></key>
                <key id="t" for="edge" attr.name="when"/>
                <key id="e" for="edge" attr.name="name"/>
                <key id="n" for="node" attr.name="NAME"/>
                <graph edgedefault="directed">
                <node id="a"><data key="e">x</data></node>
                <node id="b"><data>x</data><data key="u">x</data></node>
                <node id="c"><data key="n">1</data><data key="n">2</data></node>
                </graph></graphml>
                """
                    .replace("NAME", "n".repeat(129))))
        .containsExactly(
            "2 key[] the key has no id",
            "3 key[k] for='vertex' is unknown",
            "4 key[t] attr.type='number' is unknown",
            "4 key[t].default 'two' is no number: an integer from 1 to 4096 is wanted",
            "5 key[t] the key id is declared twice",
            "7 key[n] attr.name is longer than 128",
            "9 node[a] key 'e' is for edge, not for node",
            "10 node[b] data has no key",
            "10 node[b] undeclared key 'u'",
            "11 node[c]." + "n".repeat(129) + " n".repeat(1) + "n".repeat(128) + " is given twice");
  }

  private static String vertex(String key, String value) {
    return only("<node id='a'><data key='" + key + "'>" + value + "</data></node>");
  }

  private static String alternatives(String value) {
    return only("<data key='alternatives'>" + value + "</data><node id='a'/>");
  }

  private static String edge(String key, String value) {
    return only(
        "<node id='a'/><node id='b'/><edge source='a' target='b'><data key='"
            + key
            + "'>"
            + value
            + "</data></edge>");
  }

  private static String only(String inGraph) {
    List<String> problems = inGraph(inGraph);
    assertThat(problems).hasSize(1);
    return problems.get(0);
  }

  private static List<String> inGraph(String text) {
    return document(Samples.document(text));
  }

  private static List<String> document(String text) {
    return refused(text.getBytes(StandardCharsets.UTF_8));
  }

  private static List<String> refused(byte[] bytes) {
    InvalidGraph refusal = catchThrowableOfType(InvalidGraph.class, () -> Samples.read(bytes));
    assertThat(refusal).isNotNull();
    return refusal.violations().stream().map(InvalidGraphTest::told).toList();
  }

  private static String told(Problem.Violation violation) {
    return violation.line() + " " + violation.field() + " " + violation.message();
  }
}
