package org.p3s.server.broker;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.p3s.protocol.AttemptId;
import org.p3s.protocol.JobFile;
import org.p3s.protocol.JobOffer;
import org.p3s.protocol.OutputFile;
import org.p3s.server.account.MachineTokens;
import org.p3s.server.broker.WorkflowsAtHand.AtHand;
import org.p3s.server.dag.Vertex;
import org.p3s.server.job.AttemptStore;
import org.p3s.server.job.JobKey;
import org.p3s.server.job.JobQueue.Held;
import org.p3s.server.job.WorkUuid;
import org.p3s.server.workflow.Blueprint;
import org.p3s.server.workflow.Spec;
import org.p3s.server.workflow.WorkflowFiles.Located;
import org.p3s.server.workflow.Workflows;

/** Puts together all that a pilot needs to run a job; used by the broker's thread alone. */
@ApplicationScoped
class Offers {

  private final WorkflowsAtHand atHand;
  private final Workflows workflows;
  private final AttemptStore attempts;
  private final MachineTokens tokens;

  Offers(WorkflowsAtHand atHand, Workflows workflows, AttemptStore attempts, MachineTokens tokens) {
    this.atHand = atHand;
    this.workflows = workflows;
    this.attempts = attempts;
    this.tokens = tokens;
  }

  /**
   * What the offers of one batch have in common.
   *
   * @param offered jobs by pilot
   */
  Batch of(Map<Long, List<Held>> offered) {
    List<Held> jobs = offered.values().stream().flatMap(List::stream).toList();
    if (jobs.isEmpty()) {
      return new Batch(Map.of(), Map.of(), Map.of());
    }
    Map<Long, AtHand> known =
        atHand.get(
            jobs.stream().map(each -> JobKey.workflow(each.id())).collect(Collectors.toSet()));
    Set<Long> makers = new HashSet<>();
    for (Held each : jobs) {
      AtHand workflow = known.get(JobKey.workflow(each.id()));
      collectMakers(workflow, JobKey.vertex(each.id()), makers);
    }
    return new Batch(offered, known, makers.isEmpty() ? Map.of() : attempts.outputs(makers));
  }

  private static void collectMakers(AtHand workflow, int vertex, Set<Long> makers) {
    Vertex job = workflow.blueprint().dag().vertices().get(vertex);
    for (Located input : workflow.files().inputs(job).values()) {
      if (input.producer() >= 0) {
        makers.add(JobKey.of(workflow.blueprint().workflow(), input.producer()));
      }
    }
  }

  /** The workflows of a batch of jobs, and the facts of their inputs. */
  final class Batch {
    private final Map<Long, List<Held>> offered;
    private final Map<Long, AtHand> known;
    private final Map<Long, Map<String, OutputFile>> facts;

    private Batch(
        Map<Long, List<Held>> offered,
        Map<Long, AtHand> known,
        Map<Long, Map<String, OutputFile>> facts) {
      this.offered = offered;
      this.known = known;
      this.facts = facts;
    }

    List<JobOffer> offersTo(long pilot) {
      return offered.getOrDefault(pilot, List.of()).stream().map(this::offer).toList();
    }

    private JobOffer offer(Held job) {
      AtHand workflow = known.get(JobKey.workflow(job.id()));
      Blueprint blueprint = workflow.blueprint();
      Vertex vertex = blueprint.dag().vertices().get(JobKey.vertex(job.id()));
      Spec.Input input = blueprint.spec().input();
      return new JobOffer(
          job.id(),
          job.attempt(),
          blueprint.jobUuid(vertex),
          blueprint.workflow(),
          WorkUuid.WORKFLOW.of(blueprint.workflow()).toString(),
          vertex.id(),
          blueprint.template(),
          vertex.jobType(),
          blueprint.payload(vertex),
          env(blueprint, vertex),
          inputs(workflow, vertex),
          outputs(workflow, vertex),
          workflows.timeLimit(vertex),
          vertex.cores(),
          vertex.memoryMiB(),
          workflow.workflow().run(),
          input == null ? null : input.subrun(),
          input == null ? null : input.stream(),
          workflow.workflow().deadline(),
          tokens.ofPayload(new AttemptId(job.id(), job.attempt())));
    }

    private List<JobFile> inputs(AtHand workflow, Vertex vertex) {
      List<JobFile> all = new ArrayList<>();
      workflow
          .files()
          .inputs(vertex)
          .forEach(
              (tag, file) ->
                  all.add(
                      input(
                          workflow.blueprint(),
                          tag,
                          file,
                          workflow.files().isOptional(vertex, tag))));
      if (workflow.blueprint().spec().merge() != null) {
        all.add(list(workflow.blueprint().workflow()));
      }
      return all;
    }

    /** Which files a merge reads, which may be more than an offer can hold. */
    private static JobFile list(long workflow) {
      String url = "p3s:/api/v1/workflows/" + workflow + "/inputs";
      return new JobFile("P3S_INPUTS", "inputs.jsonl", url, null, null, false);
    }

    private static Map<String, String> env(Blueprint blueprint, Vertex vertex) {
      Spec.Merge merge = blueprint.spec().merge();
      if (merge == null) {
        return blueprint.env(vertex);
      }
      Map<String, String> env = new HashMap<>(blueprint.env(vertex));
      env.put("P3S_MERGE", merge.complete() ? "complete" : "partial");
      return env;
    }

    private JobFile input(Blueprint blueprint, String tag, Located file, boolean optional) {
      Spec.Input started = blueprint.spec().input();
      if (file.producer() < 0 && started != null && started.url().equals(file.url())) {
        return new JobFile(
            tag,
            file.name(),
            file.url(),
            started.size(),
            started.adler32(),
            optional,
            started.buffer());
      }
      OutputFile fact =
          facts
              .getOrDefault(JobKey.of(blueprint.workflow(), Math.max(0, file.producer())), Map.of())
              .get(file.name());
      return new JobFile(
          tag,
          file.name(),
          file.url(),
          fact == null ? null : fact.size(),
          fact == null ? null : fact.adler32(),
          optional);
    }

    private static List<JobFile> outputs(AtHand workflow, Vertex vertex) {
      List<JobFile> all = new ArrayList<>();
      workflow
          .files()
          .outputs(vertex)
          .forEach(
              (tag, file) -> all.add(new JobFile(tag, file.name(), file.url(), null, null, false)));
      return all;
    }
  }
}
