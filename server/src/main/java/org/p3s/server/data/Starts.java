package org.p3s.server.data;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.p3s.protocol.Problem.Violation;
import org.p3s.server.data.trigger.Rule;
import org.p3s.server.template.CompiledTemplate;
import org.p3s.server.template.DagTemplates;
import org.p3s.server.workflow.NewWorkflow;
import org.p3s.server.workflow.Spec;
import org.p3s.server.workflow.Submissions;

/** Makes the workflows that triggers ask for. */
@ApplicationScoped
class Starts {

  /** A new file and the triggers that take it. */
  record Start(long fileId, Instant seenAt, Announcement file, List<Rule> rules) {}

  private final Submissions submissions;
  private final DagTemplates templates;

  Starts(Submissions submissions, DagTemplates templates) {
    this.submissions = submissions;
    this.templates = templates;
  }

  /**
   * Makes one workflow per file and trigger, in the order of the files.
   *
   * @return for files for which not every workflow could be made, why
   */
  Map<Long, String> start(List<Start> starts) {
    Map<Long, String> broken = new LinkedHashMap<>();
    List<NewWorkflow> wanted = wanted(starts, broken);
    List<List<Violation>> conflicts = submissions.conflicts(wanted);
    List<NewWorkflow> good = new ArrayList<>();
    for (int i = 0; i < wanted.size(); i++) {
      NewWorkflow each = wanted.get(i);
      if (conflicts.get(i).isEmpty()) {
        good.add(each);
      } else {
        String why = conflicts.get(i).get(0).message();
        broken.putIfAbsent(
            each.fileId(), "template %s cannot be started: %s".formatted(each.template(), why));
      }
    }
    submissions.create(good);
    return broken;
  }

  private List<NewWorkflow> wanted(List<Start> starts, Map<Long, String> broken) {
    List<NewWorkflow> wanted = new ArrayList<>();
    for (Start start : starts) {
      for (Rule rule : start.rules()) {
        try {
          wanted.add(workflow(start, rule, templates.compile(rule.versionId())));
        } catch (IllegalStateException e) {
          // stored by an older p3s that took what this one does not
          broken.putIfAbsent(
              start.fileId(), "template %s cannot be read any more".formatted(rule.template()));
        }
      }
    }
    return wanted;
  }

  private static NewWorkflow workflow(Start start, Rule rule, CompiledTemplate template) {
    Announcement file = start.file();
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
