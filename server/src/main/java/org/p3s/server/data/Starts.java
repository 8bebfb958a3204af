package org.p3s.server.data;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.p3s.protocol.Problem.Violation;
import org.p3s.server.data.trigger.Rule;
import org.p3s.server.data.trigger.Verdict;
import org.p3s.server.template.CompiledTemplate;
import org.p3s.server.template.DagTemplates;
import org.p3s.server.workflow.NewWorkflow;
import org.p3s.server.workflow.Spec;
import org.p3s.server.workflow.Submissions;

/** Makes the workflows that triggers ask for. */
@ApplicationScoped
class Starts {

  /** A trigger that takes a file, and the template that it starts. */
  record Chosen(Rule rule, CompiledTemplate template) {}

  /**
   * A file and the workflows that it starts.
   *
   * @param running how many of them will have something to run
   * @param broken why not every workflow can be made, else null
   * @param fileId 0 as long as it is not stored
   */
  record Start(
      Announcement file,
      List<Chosen> templates,
      int running,
      String broken,
      long fileId,
      Instant seenAt) {

    Start of(long id, Instant seen) {
      return new Start(file, templates, running, broken, id, seen);
    }
  }

  /** Whether a template can be started by a file: the same for every file. */
  private record Usable(int jobs, String broken) {}

  private static final int MOST_REMEMBERED = 1_000;

  private final Submissions submissions;
  private final DagTemplates templates;
  private final Map<Long, Usable> usable = new ConcurrentHashMap<>();

  Starts(Submissions submissions, DagTemplates templates) {
    this.submissions = submissions;
    this.templates = templates;
  }

  /** What this file would start. */
  Start prepare(Announcement file, Verdict verdict) {
    List<Chosen> chosen = new ArrayList<>();
    int running = 0;
    String broken = null;
    for (Rule rule : verdict.taken()) {
      try {
        Chosen each = new Chosen(rule, templates.compile(rule.versionId()));
        Usable found = usable(file, each);
        if (found.broken() == null) {
          chosen.add(each);
          running += found.jobs() > 0 ? 1 : 0;
        } else {
          broken = broken == null ? found.broken() : broken;
        }
      } catch (IllegalStateException e) {
        // stored by an older p3s that took what this one does not
        broken = "template %s cannot be read any more".formatted(rule.template());
      }
    }
    return new Start(file, chosen, running, broken, 0, null);
  }

  private Usable usable(Announcement file, Chosen chosen) {
    if (usable.size() >= MOST_REMEMBERED) {
      usable.clear();
    }
    long version = chosen.template().versionId();
    Usable known = usable.get(version);
    if (known != null) {
      return known;
    }
    List<Violation> found = submissions.conflicts(List.of(workflow(prepared(file), chosen))).get(0);
    if (found.isEmpty()) {
      Usable now = new Usable(submissions.jobsLeft(chosen.template().dag()), null);
      usable.put(version, now);
      return now;
    }
    // not remembered: a change of the data types may mend it
    return new Usable(
        0,
        "template %s cannot be started: %s"
            .formatted(chosen.template().name(), found.get(0).message()));
  }

  private static Start prepared(Announcement file) {
    return new Start(file, List.of(), 0, null, 0, null);
  }

  /**
   * Makes one workflow per file and trigger, in the order of the files.
   *
   * @return ids of the workflows by the files' URLs
   */
  Map<String, List<Long>> start(List<Start> starts) {
    List<NewWorkflow> wanted = new ArrayList<>();
    List<String> urls = new ArrayList<>();
    for (Start start : starts) {
      for (Chosen each : start.templates()) {
        wanted.add(workflow(start, each));
        urls.add(start.file().url());
      }
    }
    List<Long> ids = submissions.create(wanted);
    Map<String, List<Long>> byUrl = new HashMap<>();
    for (int i = 0; i < ids.size(); i++) {
      byUrl.computeIfAbsent(urls.get(i), url -> new ArrayList<>()).add(ids.get(i));
    }
    return byUrl;
  }

  private static NewWorkflow workflow(Start start, Chosen chosen) {
    Announcement file = start.file();
    CompiledTemplate template = chosen.template();
    Rule rule = chosen.rule();
    Spec.Input input =
        new Spec.Input(
            file.name(),
            file.url(),
            file.size(),
            file.adler32(),
            file.run(),
            file.subrun(),
            file.stream());
    return new NewWorkflow(
        template.versionId(),
        template.name(),
        template.dag(),
        template.name(),
        new Spec(null, null, null, input, null),
        file.run(),
        start.fileId(),
        rule.id(),
        rule.priority(),
        rule.eta(),
        start.seenAt(),
        true,
        "trigger " + rule.name());
  }
}
