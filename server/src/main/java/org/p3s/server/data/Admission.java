package org.p3s.server.data;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.p3s.server.dag.LatePolicy;
import org.p3s.server.data.Starts.Chosen;
import org.p3s.server.data.Starts.Start;
import org.p3s.server.deadline.Demand;
import org.p3s.server.deadline.LastPlace;
import org.p3s.server.deadline.Outlook;
import org.p3s.server.deadline.Prospect;
import org.p3s.server.template.CompiledTemplate;
import org.p3s.server.workflow.Demands;
import org.p3s.server.workflow.WorkflowsDisplaced;
import org.p3s.server.workflow.priority.RulesInForce;

/**
 * Decides by the forecast which of the workflows that files would start are made. What would come
 * too late is started by a cheaper template if one is named that is in time; else only the newest
 * file of each trigger keeps a place. One transaction at a time is served here.
 */
@ApplicationScoped
class Admission {

  /** What one trigger wants of one file. */
  private static final class Wish {
    final Start start;
    final Chosen chosen;
    final Demand demand;
    final Prospect prospect;
    Seat seat;

    Wish(Start start, Chosen chosen, Demand demand, Prospect prospect) {
      this.start = start;
      this.chosen = chosen;
      this.demand = demand;
      this.prospect = prospect;
    }

    boolean isGranted() {
      return seat == null || !seat.isLost();
    }

    /** Whether it is tried though it will be late: slots would wait for nothing else. */
    boolean fillsAnIdleSlot() {
      return !prospect.isInTime() && prospect.beginsAtOnce();
    }

    Chosen granted() {
      return seat == null ? chosen : chosen.on(seat);
    }

    String refusal() {
      return "by the forecast of trigger %s its results would be %.0f s late, and a newer file got its place"
          .formatted(chosen.rule().name(), Math.ceil(prospect.lateness()));
    }
  }

  private final Demands demands;
  private final Starts starts;
  private final RulesInForce priorities;
  private final Outlook outlook;
  private final FileStore store;
  private final Event<WorkflowsDisplaced> displaced;
  private final Map<Long, LastPlace<Seat>> lastPlaces = new HashMap<>();

  /** By trigger and template version, of the files at hand. */
  private final Map<String, Demand> byKind = new HashMap<>();

  /** Whether a template version needs more for larger files; for the files at hand. */
  private final Map<Long, Boolean> sized = new HashMap<>();

  /** For the files at hand. */
  private RulesInForce.Rules rules = RulesInForce.Rules.NONE;

  Admission(
      Demands demands,
      Starts starts,
      RulesInForce priorities,
      Outlook outlook,
      FileStore store,
      Event<WorkflowsDisplaced> displaced) {
    this.demands = demands;
    this.starts = starts;
    this.priorities = priorities;
    this.outlook = outlook;
    this.store = store;
    this.displaced = displaced;
  }

  /** What these files really start, in the same order. */
  synchronized List<Start> admit(List<Start> all) {
    byKind.clear();
    sized.clear();
    rules = priorities.read();
    List<List<Wish>> wishes =
        all.stream()
            .map(start -> start.templates().stream().map(each -> judge(start, each)).toList())
            .toList();
    wishes.forEach(this::count);
    List<Wish> tooLate =
        wishes.stream()
            .flatMap(List::stream)
            .filter(each -> !each.prospect.isInTime() && each.seat == null)
            .toList();
    if (!tooLate.isEmpty()) {
      seat(tooLate);
    }
    List<Start> admitted = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      admitted.add(all.get(i).with(granted(wishes.get(i)), refusal(wishes.get(i))));
    }
    return admitted;
  }

  /** What a file would need if there were time for all its workflows. */
  private void count(List<Wish> wishes) {
    if (!wishes.isEmpty() && wishes.stream().allMatch(each -> each.demand.isKnown())) {
      outlook.wanted(wishes.stream().mapToDouble(each -> each.demand.total()).sum());
    }
  }

  private static List<Chosen> granted(List<Wish> wishes) {
    return wishes.stream().filter(Wish::isGranted).map(Wish::granted).toList();
  }

  private static String refusal(List<Wish> wishes) {
    return wishes.stream()
        .filter(each -> !each.isGranted())
        .map(Wish::refusal)
        .findFirst()
        .orElse(null);
  }

  /** By the template itself, else by the first cheaper one that is in time. */
  private Wish judge(Start start, Chosen chosen) {
    Wish wish = forecast(start, chosen);
    if (!wish.prospect.isInTime()) {
      wish =
          starts.alternatives(start.file(), chosen).stream()
              .map(each -> forecast(start, each))
              .filter(each -> each.prospect.isInTime())
              .findFirst()
              .orElse(wish);
    }
    if (wish.prospect.isInTime()) {
      place(chosen).fits();
      outlook.admitted(wish.demand, wish.prospect.deadline());
    } else if (wish.fillsAnIdleSlot()) {
      // a place that nobody else can get
      wish.seat = new Seat(wish.prospect.isHopeless());
      outlook.admitted(wish.demand, wish.prospect.deadline());
    }
    return wish;
  }

  /**
   * A promise that may be broken, or none, is in time whatever the forecast says; and no file is
   * lost for what nobody has measured or said.
   */
  private Wish forecast(Start start, Chosen chosen) {
    Demand demand = demand(start.file(), chosen);
    Duration eta = chosen.eta();
    if (eta == null || chosen.template().dag().late() == LatePolicy.RUN || !demand.isKnown()) {
      return new Wish(start, chosen, demand, Prospect.UNJUDGED);
    }
    long now = outlook.now();
    return new Wish(
        start, chosen, demand, outlook.prospect(demand, now, now + eta.toMillis() * 1_000));
  }

  /**
   * The same for all files of a trigger, unless there are rules about runs and streams or the size
   * tells.
   */
  private Demand demand(Announcement file, Chosen chosen) {
    CompiledTemplate template = chosen.template();
    String key = chosen.rule().id() + ":" + template.versionId();
    if (!rules.rows().isEmpty()) {
      key += ":" + file.run() + ":" + file.stream();
    }
    if (sized.computeIfAbsent(template.versionId(), any -> demands.dependsOnSize(template))) {
      key += ":" + file.size();
    }
    return byKind.computeIfAbsent(
        key,
        any ->
            demands.of(
                template,
                file.size(),
                chosen.rule().priority(),
                chosen.rule().share(),
                job -> rules.of(template.templateId(), job, file.run(), file.stream())));
  }

  private LastPlace<Seat> place(Chosen chosen) {
    return lastPlaces.computeIfAbsent(chosen.rule().id(), any -> new LastPlace<>());
  }

  /**
   * Gives each the last place of its trigger in turn; who loses it leaves the work ahead as it is.
   * Files that are known already start nothing, and so take nobody's place.
   */
  private void seat(List<Wish> tooLate) {
    Set<String> known = store.known(tooLate.stream().map(each -> each.start.file().url()).toList());
    List<Long> gone = new ArrayList<>();
    for (Wish each : tooLate) {
      if (!known.contains(each.start.file().url())) {
        each.seat = new Seat(each.prospect.isHopeless());
        Optional<Seat> former = place(each.chosen).take(each.seat);
        former.flatMap(Seat::lose).ifPresent(gone::add);
        if (former.isEmpty()) {
          outlook.admitted(each.demand, each.prospect.deadline());
        }
      }
    }
    if (!gone.isEmpty()) {
      displaced.fire(new WorkflowsDisplaced(gone));
    }
  }
}
