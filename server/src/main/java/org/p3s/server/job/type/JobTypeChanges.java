package org.p3s.server.job.type;

import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.p3s.server.account.Audit;
import org.p3s.server.job.JobsAllowed;
import org.p3s.server.platform.Changes;
import org.p3s.server.platform.Refusal;

/** Sets limits and pauses. They hold from the moment that a method returns, on all servers. */
@ApplicationScoped
public class JobTypeChanges {

  private static final Pattern NAME =
      Pattern.compile("(?=.*\\S)[^\\p{Cntrl}]{1," + JobType.LONGEST + "}");
  private static final String NOOP = "noop";

  private final JobTypeSettings settings;
  private final JobTypeStore store;
  private final JobTypeCounts counts;
  private final JobTypes types;
  private final Audit audit;
  private final Event<JobTypesChanged> changed;
  private final Event<JobsAllowed> allowed;
  private final Changes changes;

  @SuppressWarnings("TooManyParameters") // one per neighbour; there is nothing to bundle
  JobTypeChanges(
      JobTypeSettings settings,
      JobTypeStore store,
      JobTypeCounts counts,
      JobTypes types,
      Audit audit,
      Event<JobTypesChanged> changed,
      Event<JobsAllowed> allowed,
      Changes changes) {
    this.settings = settings;
    this.store = store;
    this.counts = counts;
    this.types = types;
    this.audit = audit;
    this.changed = changed;
    this.allowed = allowed;
    this.changes = changes;
  }

  /** Changes one type, which may be one that no job has had yet. */
  public void change(String name, UnaryOperator<JobType> edit, String who) {
    check(name);
    int allowance =
        QuarkusTransaction.requiringNew()
            .call(
                () -> {
                  settings.begin();
                  JobType before = store.find(name).orElse(JobType.unrestricted(name));
                  JobType after = edit.apply(before);
                  check(after);
                  settings.put(after, who);
                  audit.note(who, "set job type", name, detail(after));
                  return follow(before, after);
                });
    types.refresh();
    wake(name, allowance);
  }

  /** Makes a type as it was before anybody said anything about it. */
  public void reset(String name, String who) {
    check(name);
    int allowance =
        QuarkusTransaction.requiringNew()
            .call(
                () -> {
                  settings.begin();
                  JobType before = store.find(name).orElse(null);
                  if (before == null) {
                    return 0;
                  }
                  settings.delete(name);
                  audit.note(who, "reset job type", name, "");
                  return follow(before, JobType.unrestricted(name));
                });
    types.refresh();
    wake(name, allowance);
  }

  /** Whether a type may have this name and its jobs take pilots. */
  public static boolean isLimitable(String name) {
    return NAME.matcher(name).matches() && !name.equals(NOOP);
  }

  private static void check(String name) {
    if (!NAME.matcher(name).matches()) {
      throw Refusal.invalid(
          "name",
          "A job type's name has 1 to %d characters, not only blanks, and no control ones."
              .formatted(JobType.LONGEST));
    }
    if (name.equals(NOOP)) {
      throw Refusal.invalid("name", "Jobs of type noop take no pilot; nothing limits them.");
    }
  }

  private static void check(JobType type) {
    Integer limit = type.heldLimit();
    if (limit != null && (limit < 0 || limit > JobTypeRequest.MOST)) {
      throw Refusal.invalid(
          "limit", "limit must be between 0 and %d".formatted(JobTypeRequest.MOST));
    }
    if (!type.comment().matches(JobTypeRequest.COMMENT)) {
      throw Refusal.invalid("comment", "comment " + JobTypeRequest.COMMENT_RULE);
    }
  }

  private static String detail(JobType type) {
    String limit = type.heldLimit() == null ? "no limit" : "limit " + type.heldLimit();
    return limit
        + (type.paused() ? ", paused" : "")
        + (type.comment().isEmpty() ? "" : ": " + type.comment());
  }

  /** How many more jobs may be given away now that were held back; 0 when none. */
  private int follow(JobType before, JobType after) {
    int held = 0;
    if (after.heldLimit() == null) {
      settings.forgetHeld(after.name());
    } else {
      settings.registerHeld(after.name());
      held = store.sweep(List.of(after.name())).getOrDefault(after.name(), 0);
    }
    changed.fire(new JobTypesChanged(after.name()));
    changes.hint(Changes.Topic.JOBS);
    int allowance = after.allowance(held);
    return allowance > before.allowance(held) ? allowance : 0;
  }

  /**
   * Pilots that wait learn of jobs that they may have now, and no more of them than are needed. The
   * jobs are counted when nobody waits for the lock any more.
   */
  private void wake(String type, int allowance) {
    if (allowance == 0) {
      return;
    }
    Map<Integer, Integer> waiting = new HashMap<>();
    int left = allowance;
    for (Map.Entry<Integer, Integer> queue : counts.readyByQueue(type).entrySet()) {
      int count = Math.min(left, queue.getValue());
      if (count > 0) {
        waiting.put(queue.getKey(), count);
        left -= count;
      }
    }
    if (!waiting.isEmpty()) {
      allowed.fire(new JobsAllowed(waiting));
    }
  }
}
