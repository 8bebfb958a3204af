package org.p3s.server.broker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
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
import org.p3s.protocol.Json;
import org.p3s.protocol.OutputFile;
import org.p3s.server.account.MachineTokens;
import org.p3s.server.dag.Vertex;
import org.p3s.server.job.AttemptStore;
import org.p3s.server.job.JobKey;
import org.p3s.server.job.JobQueue.Held;
import org.p3s.server.workflow.Blueprint;
import org.p3s.server.workflow.Spec;
import org.p3s.server.workflow.Workflow;
import org.p3s.server.workflow.WorkflowFiles;
import org.p3s.server.workflow.WorkflowFiles.Located;
import org.p3s.server.workflow.Workflows;

/** Puts together all that a pilot needs to run a job; two reads for a whole batch of jobs. */
@ApplicationScoped
class Offers {

  private static final TypeReference<List<OutputFile>> OUTPUTS = new TypeReference<>() {};

  private final Workflows workflows;
  private final AttemptStore attempts;
  private final MachineTokens tokens;

  Offers(Workflows workflows, AttemptStore attempts, MachineTokens tokens) {
    this.workflows = workflows;
    this.attempts = attempts;
    this.tokens = tokens;
  }

  /** What the offers of one batch have in common. */
  Batch of(List<Held> jobs) {
    if (jobs.isEmpty()) {
      return new Batch(Map.of(), Map.of(), Map.of(), Map.of());
    }
    Map<Long, Workflow> byId =
        workflows.byId(
            jobs.stream().map(each -> JobKey.workflow(each.id())).collect(Collectors.toSet()));
    Map<Long, Blueprint> blueprints = new HashMap<>();
    byId.forEach((id, workflow) -> blueprints.put(id, workflows.blueprint(workflow)));
    Map<Long, WorkflowFiles> files = workflows.files(blueprints.values());
    Set<Long> parents = new HashSet<>();
    for (Held each : jobs) {
      long workflow = JobKey.workflow(each.id());
      Blueprint blueprint = blueprints.get(workflow);
      // grandparents too: a noop in between hands files on
      collectMakers(blueprint, files.get(workflow), JobKey.vertex(each.id()), parents);
    }
    return new Batch(byId, blueprints, files, parents.isEmpty() ? Map.of() : facts(parents));
  }

  private static void collectMakers(
      Blueprint blueprint, WorkflowFiles files, int vertex, Set<Long> makers) {
    Vertex job = blueprint.dag().vertices().get(vertex);
    for (Located input : files.inputs(job).values()) {
      if (input.producer() >= 0) {
        makers.add(JobKey.of(blueprint.workflow(), input.producer()));
      }
    }
  }

  /** What finished jobs put out, by job and file name. */
  private Map<Long, Map<String, OutputFile>> facts(Set<Long> makers) {
    Map<Long, Map<String, OutputFile>> facts = new HashMap<>();
    for (AttemptStore.Outputs each : attempts.outputs(makers)) {
      Map<String, OutputFile> byName = new HashMap<>();
      read(each.outputs()).forEach(file -> byName.put(file.name(), file));
      facts.put(each.jobId(), byName);
    }
    return facts;
  }

  private static List<OutputFile> read(String json) {
    try {
      return Json.MAPPER.readValue(json, OUTPUTS);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("written by AttemptStore", e);
    }
  }

  /** The workflows of a batch of jobs, and the facts of their inputs. */
  final class Batch {
    private final Map<Long, Workflow> byId;
    private final Map<Long, Blueprint> blueprints;
    private final Map<Long, WorkflowFiles> files;
    private final Map<Long, Map<String, OutputFile>> facts;

    private Batch(
        Map<Long, Workflow> byId,
        Map<Long, Blueprint> blueprints,
        Map<Long, WorkflowFiles> files,
        Map<Long, Map<String, OutputFile>> facts) {
      this.byId = byId;
      this.blueprints = blueprints;
      this.files = files;
      this.facts = facts;
    }

    JobOffer offer(Held job) {
      Workflow workflow = byId.get(JobKey.workflow(job.id()));
      Blueprint blueprint = blueprints.get(workflow.id());
      Vertex vertex = blueprint.dag().vertices().get(JobKey.vertex(job.id()));
      Spec.Input input = blueprint.spec().input();
      return new JobOffer(
          job.id(),
          job.attempt(),
          Blueprint.uuid("job", job.id()).toString(),
          workflow.id(),
          Blueprint.uuid("workflow", workflow.id()).toString(),
          vertex.id(),
          blueprint.template(),
          vertex.jobType(),
          blueprint.payload(vertex),
          blueprint.env(vertex),
          inputs(blueprint, vertex),
          outputs(blueprint, vertex),
          workflows.timeLimit(vertex),
          vertex.cores(),
          vertex.memoryMiB(),
          workflow.run(),
          input == null ? null : input.subrun(),
          input == null ? null : input.stream(),
          workflow.deadline(),
          tokens.ofPayload(new AttemptId(job.id(), job.attempt())));
    }

    private List<JobFile> inputs(Blueprint blueprint, Vertex vertex) {
      List<JobFile> all = new ArrayList<>();
      WorkflowFiles places = files.get(blueprint.workflow());
      places
          .inputs(vertex)
          .forEach(
              (tag, file) -> all.add(input(blueprint, tag, file, places.isOptional(vertex, tag))));
      return all;
    }

    private JobFile input(Blueprint blueprint, String tag, Located file, boolean optional) {
      Spec.Input started = blueprint.spec().input();
      if (file.producer() < 0 && started != null && started.url().equals(file.url())) {
        return new JobFile(
            tag, file.name(), file.url(), started.size(), started.adler32(), optional);
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

    private List<JobFile> outputs(Blueprint blueprint, Vertex vertex) {
      List<JobFile> all = new ArrayList<>();
      files
          .get(blueprint.workflow())
          .outputs(vertex)
          .forEach(
              (tag, file) -> all.add(new JobFile(tag, file.name(), file.url(), null, null, false)));
      return all;
    }
  }
}
