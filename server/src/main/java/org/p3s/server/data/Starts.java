package org.p3s.server.data;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.p3s.protocol.Problem.Violation;
import org.p3s.server.data.merge.Merges;
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

  /**
   * A trigger that takes a file, and the template that it starts.
   *
   * @param jobs how many of its jobs have to end
   * @param eta from file seen to results, as the trigger or its own template promises; null for no
   *     promise
   * @param insteadOf the template for which there is no time, else null
   * @param seat its place when there is no time for it either, else null
   */
  record Chosen(
      Rule rule, CompiledTemplate template, int jobs, Duration eta, String insteadOf, Seat seat) {

    static Chosen of(Rule rule, CompiledTemplate template, int jobs) {
      Duration eta = rule.eta() == null ? template.dag().eta() : rule.eta();
      return new Chosen(rule, template, jobs, eta, null, null);
    }

    /** The same trigger with another template, and the same promise. */
    Chosen by(CompiledTemplate other, int otherJobs) {
      return new Chosen(rule, other, otherJobs, eta, template.name(), null);
    }

    Chosen on(Seat own) {
      return new Chosen(rule, template, jobs, eta, insteadOf, own);
    }
  }

  /**
   * A file and the workflows that it starts.
   *
   * @param broken why not every workflow can be made, else null
   * @param refusal why there is no time for one of them, else null
   * @param merges that take it, which start later and not for it alone
   * @param fileId 0 as long as it is not stored
   */
  record Start(
      Announcement file,
      List<Chosen> templates,
      String broken,
      String refusal,
      List<Chosen> merges,
      long fileId,
      Instant seenAt) {

    /** When the first of its workflows is due; null when nothing is promised, or none is made. */
    Instant deadline() {
      Duration eta = templates.isEmpty() ? null : templates.get(0).eta();
      return eta == null ? null : seenAt.plus(eta);
    }

    /** Whether none is made for want of time. */
    boolean isRefused() {
      return templates.isEmpty() && broken == null && refusal != null;
    }

    Start of(long id, Instant seen) {
      return new Start(file, templates, broken, refusal, merges, id, seen);
    }

    Start with(List<Chosen> granted, String refused) {
      return new Start(file, granted, broken, refused, merges, fileId, seenAt);
    }

    /** In words, for people; empty when each trigger starts its own template. */
    String substitutions() {
      return templates.stream()
          .filter(each -> each.insteadOf() != null)
          .map(
              each ->
                  ", by %s instead of %s, for which there was no time"
                      .formatted(each.template().name(), each.insteadOf()))
          .collect(Collectors.joining());
    }

    /** In words, for people; empty when no merge takes it. */
    String merging() {
      return merges.isEmpty() ? "" : "; a merge of run %d will read it".formatted(file.run());
    }

    /** What the merges that take it have to know. */
    Stream<Merges.Input> inputs(long id) {
      return merges.stream()
          .map(
              each ->
                  new Merges.Input(each.rule().id(), file.run(), id, each.template().isRolling()));
    }

    /** How many of its workflows will have something to run. */
    int running() {
      return (int) templates.stream().filter(each -> each.jobs() > 0).count();
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

  /** What this file would start if there were time for all. */
  Start prepare(Announcement file, Verdict verdict) {
    if (file.incomplete() != null) {
      return new Start(file, List.of(), null, null, List.of(), 0, null);
    }
    List<Chosen> chosen = new ArrayList<>();
    List<Chosen> merges = new ArrayList<>();
    String broken = null;
    for (Rule rule : verdict.taken()) {
      try {
        CompiledTemplate template = templates.compile(rule.versionId());
        Usable found = usable(file, rule, template);
        if (found.broken() != null) {
          broken = broken == null ? found.broken() : broken;
        } else if (template.isMerge() && file.run() == null) {
          broken = "trigger %s merges runs, and the file has none".formatted(rule.name());
        } else {
          (template.isMerge() ? merges : chosen).add(Chosen.of(rule, template, found.jobs()));
        }
      } catch (IllegalStateException e) {
        // stored by an older p3s that took what this one does not
        broken = "template %s cannot be read any more".formatted(rule.template());
      }
    }
    return new Start(file, chosen, broken, null, merges, 0, null);
  }

  /** The cheaper templates that may stand in for a template, those that can be started. */
  List<Chosen> alternatives(Announcement file, Chosen chosen) {
    List<Chosen> found = new ArrayList<>();
    for (String name : chosen.template().dag().alternatives()) {
      templates
          .findActive(name)
          .ifPresent(
              other -> {
                Usable usable = usable(file, chosen.rule(), other);
                if (usable.broken() == null && !other.isMerge()) {
                  found.add(chosen.by(other, usable.jobs()));
                }
              });
    }
    return found;
  }

  private Usable usable(Announcement file, Rule rule, CompiledTemplate template) {
    if (usable.size() >= MOST_REMEMBERED) {
      usable.clear();
    }
    long version = template.versionId();
    Usable known = usable.get(version);
    if (known != null) {
      return known;
    }
    Start alone = new Start(file, List.of(), null, null, List.of(), 0, null);
    Chosen chosen = Chosen.of(rule, template, 0);
    List<Violation> found = submissions.conflicts(List.of(workflow(alone, chosen))).get(0);
    if (found.isEmpty()) {
      Usable now = new Usable(submissions.jobsLeft(template.dag()), null);
      usable.put(version, now);
      return now;
    }
    // not remembered: a change of the data types may mend it
    return new Usable(
        0, "template %s cannot be started: %s".formatted(template.name(), found.get(0).message()));
  }

  /**
   * Makes one workflow per file and trigger, in the order of the files.
   *
   * @return ids of the workflows by the files' URLs
   */
  Map<String, List<Long>> start(List<Start> starts) {
    List<NewWorkflow> wanted = new ArrayList<>();
    List<String> urls = new ArrayList<>();
    List<Seat> seats = new ArrayList<>();
    for (Start start : starts) {
      for (Chosen each : start.templates()) {
        wanted.add(workflow(start, each));
        urls.add(start.file().url());
        seats.add(each.seat());
      }
    }
    List<Long> ids = submissions.create(wanted);
    Map<String, List<Long>> byUrl = new HashMap<>();
    for (int i = 0; i < ids.size(); i++) {
      byUrl.computeIfAbsent(urls.get(i), url -> new ArrayList<>()).add(ids.get(i));
      if (seats.get(i) != null) {
        seats.get(i).filled(ids.get(i));
      }
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
            file.stream(),
            file.buffer());
    return new NewWorkflow(
        template.versionId(),
        template.name(),
        template.dag(),
        template.name(),
        Spec.of(input),
        file.run(),
        start.fileId(),
        rule.id(),
        rule.priority(),
        chosen.eta(),
        start.seenAt(),
        true,
        chosen.seat() != null && chosen.seat().isHopeless(),
        rule.share(),
        chosen.insteadOf(),
        "trigger " + rule.name());
  }
}
