package org.p3s.bench.load;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.p3s.bench.Broken;
import org.p3s.bench.Stage;
import org.p3s.bench.machine.ServerProcess;

/**
 * Workflows that the server made and pilots ran, set aside in tables of their own: {@link Rows} are
 * copies of them, so that nothing here needs to know what is in a row.
 */
public final class Originals {

  /** Of the five-vertex DAG, just started. */
  public static final String DAG = "dag";

  /** Of the five-vertex DAG, finished. */
  public static final String DONE = "done";

  /** A lone job, just started. */
  public static final String LONE = "lone";

  static final List<String> TABLES = List.of("workflow", "job", "attempt");

  private Originals() {}

  /** Imports the templates, sets up triggers, and runs one workflow to its end. */
  public static void make(ServerProcess server) {
    Api api = new Api(server);
    importGraph(api, Graphs.DAG, Graphs.dag());
    importGraph(api, Graphs.SINGLE, Graphs.single());
    api.post("/workflows", "{\"template\":\"%s\",\"name\":\"done\"}".formatted(Graphs.DAG));
    finishAll(server, api);
    api.post("/workflows", "{\"template\":\"%s\",\"name\":\"dag\"}".formatted(Graphs.DAG));
    api.post("/jobs", "{\"name\":\"lone\",\"jobType\":\"bench\",\"payload\":\"/bin/true\"}");
  }

  /** Files whose name begins like the template start it. */
  private static void importGraph(Api api, String name, String graph) {
    api.post("/dag-templates?name=" + name, graph);
    api.post(
        "/triggers",
        "{\"name\":\"%1$s\",\"pattern\":\"%1$s.*\",\"template\":\"%1$s\"}".formatted(name));
  }

  private static void finishAll(ServerProcess server, Api api) {
    Pilot pilot = Pilots.register(server, 1, 8).get(0);
    String path = "/pilots/%d/exchange".formatted(pilot.id());
    String reports = "";
    for (int i = 0; i < 20; i++) {
      String exchange =
          "{\"running\":[],\"reports\":[%s],\"want\":8,\"waitSeconds\":0}".formatted(reports);
      JsonNode jobs = api.post(path, exchange, pilot.token()).get("jobs");
      if (jobs.isEmpty()) {
        api.delete("/pilots/" + pilot.id(), pilot.token());
        return;
      }
      List<String> ended = new ArrayList<>();
      jobs.forEach(
          job ->
              ended.add(
                  "{\"jobId\":%s,\"attempt\":%s,\"phase\":\"ENDED\",\"exitCode\":0}"
                      .formatted(job.get("jobId"), job.get("attempt"))));
      reports = String.join(",", ended);
    }
    throw new Broken("A workflow of five jobs does not come to its end");
  }

  /**
   * Sets everything aside under the workflows' names, and leaves no work behind. What was set aside
   * before is gone.
   */
  public static void stash(Stage stage) {
    stage.execute(
        """
        drop table if exists bench_workflow, bench_job, bench_attempt;
        create table bench_workflow as
          select name as kind, row_number() over (partition by name order by id) - 1 as place, w.*
          from workflow w;
        create table bench_job as
          select kind, place, j.* from job j join bench_workflow w on w.id = j.id / 4096;
        create table bench_attempt as
          select kind, place, a.* from attempt a join bench_workflow w on w.id = a.job_id / 4096;
        delete from attempt;
        delete from job;
        delete from workflow;
        """);
  }

  /** The vertices of the DAG with their places, which are the last part of their jobs' ids. */
  public static Map<String, Integer> places(Stage stage) {
    Map<String, Integer> places = new TreeMap<>();
    for (String vertex : Graphs.VERTICES) {
      String sql = "select id %% 4096 from bench_job where kind = '%s' and name = '%s'";
      places.put(vertex, (int) stage.number(sql.formatted(DAG, vertex)));
    }
    return places;
  }
}
