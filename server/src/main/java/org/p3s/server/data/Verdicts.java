package org.p3s.server.data;

import static org.p3s.server.data.Verdicts.Use.FOR_REAL;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.p3s.server.data.trigger.Judge;
import org.p3s.server.data.trigger.Room;
import org.p3s.server.data.trigger.Rule;
import org.p3s.server.data.trigger.Rules;
import org.p3s.server.data.trigger.Verdict;
import org.p3s.server.template.DagTemplates;

/** What triggers say of files, the limits of their backlogs included. */
@ApplicationScoped
class Verdicts {

  /** What is judged for. */
  enum Use {
    /** The files are stored and started in the transaction at hand. */
    FOR_REAL,
    /** Nothing happens. */
    TRIAL
  }

  private final Rules rules;
  private final FileStore store;
  private final DagTemplates templates;

  Verdicts(Rules rules, FileStore store, DagTemplates templates) {
    this.rules = rules;
    this.store = store;
    this.templates = templates;
  }

  /**
   * Judges files, the first ones of which get what room there is.
   *
   * @param files by URL, in order
   * @return what is said of each, by URL
   */
  Map<String, Verdict> of(Map<String, Announcement> files, Use use) {
    Map<String, Verdict> verdicts = judge(files.values());
    if (use == FOR_REAL && verdicts.values().stream().anyMatch(each -> !each.held().isEmpty())) {
      // once more, now that none of them is resumed before these files are held
      rules.hold();
      verdicts = judge(files.values());
    }
    List<Rule> limited =
        verdicts.values().stream()
            .flatMap(each -> each.taken().stream())
            .filter(each -> each.limits().maxBacklog() != null)
            .distinct()
            .filter(each -> !isMerge(each))
            .toList();
    if (!limited.isEmpty()) {
      keepWithinBacklogs(verdicts, limited, use);
    }
    return verdicts;
  }

  /** Its workflows are no file's: one at a time merges a run, however many files that has. */
  private boolean isMerge(Rule rule) {
    try {
      return templates.compile(rule.versionId()).isMerge();
    } catch (IllegalStateException e) {
      // cannot be read any more, which its files are told when they start
      return false;
    }
  }

  private Map<String, Verdict> judge(Collection<Announcement> files) {
    Judge judge = rules.judge(files);
    Map<String, Verdict> verdicts = new LinkedHashMap<>();
    files.forEach(each -> verdicts.put(each.url(), judge.judge(each)));
    return verdicts;
  }

  private void keepWithinBacklogs(Map<String, Verdict> verdicts, List<Rule> limited, Use use) {
    if (use == FOR_REAL) {
      rules.lockBacklogs(limited);
    }
    Room room = rules.room(limited);
    // those that are known already start nothing and need no room
    Set<String> known = use == FOR_REAL ? store.known(verdicts.keySet()) : Set.of();
    verdicts.replaceAll((url, each) -> known.contains(url) ? each : each.within(room));
  }
}
