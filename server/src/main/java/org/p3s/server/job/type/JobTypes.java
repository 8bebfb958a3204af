package org.p3s.server.job.type;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Holds whoever gives jobs away to the limits and pauses of their types. Which types are restricted
 * is known in memory, so that all others cost nothing; how many more may be given away is judged by
 * the database alone, under locks that all servers share.
 *
 * <p>In a transaction that gives jobs away: {@link #hold} first, then {@link #allowances} for the
 * restricted types among the candidates, then {@link #took} for what was given.
 */
@ApplicationScoped
public class JobTypes {

  private record Known(long version, Map<String, JobType> restricted) {}

  private final JobTypeStore store;
  private volatile Known known = new Known(0, Map.of());

  public JobTypes(JobTypeStore store) {
    this.store = store;
  }

  /**
   * Keeps limits and pauses from changing until the caller's transaction has ended, and learns
   * those that were changed since the last call, on whichever server. One statement without a
   * write.
   *
   * <p>Call it before the transaction locks anything, or when it waits for no further locks of
   * rows: who changes a limit waits for all such transactions, and new ones wait for them.
   */
  public void hold() {
    if (store.hold() != known.version()) {
      refresh();
    }
  }

  /** Reads which types are restricted; for hints that another server changed them. */
  public void refresh() {
    long version = store.version();
    // what is newer than the version is read again at the next one
    Map<String, JobType> restricted =
        store.restricted().stream()
            .collect(Collectors.toUnmodifiableMap(JobType::name, each -> each));
    synchronized (this) {
      if (version >= known.version()) {
        known = new Known(version, restricted);
      }
    }
  }

  /** Whether jobs of this type need an allowance, as far as this server has heard. */
  public boolean isRestricted(String type) {
    return known.restricted().containsKey(type);
  }

  /** The types that need an allowance, as far as this server has heard. */
  public Set<String> restricted() {
    return known.restricted().keySet();
  }

  /**
   * How many more jobs of each of these types may be given away by the caller's transaction: 0 for
   * paused ones, {@link Integer#MAX_VALUE} for those that are not restricted any more. Locks the
   * types until the transaction ends, so that other servers wait for its verdict; call it once a
   * transaction, so that all lock them in the order of their names. Costs an index look-up for each
   * job that is held of these types.
   */
  public Map<String, Integer> allowances(Set<String> types) {
    List<JobType> locked = store.lock(types);
    Map<String, Integer> held =
        store.sweep(
            locked.stream()
                .filter(each -> !each.paused() && each.heldLimit() != null)
                .map(JobType::name)
                .toList());
    Map<String, Integer> allowances = new HashMap<>();
    types.forEach(type -> allowances.put(type, Integer.MAX_VALUE));
    locked.forEach(
        each -> allowances.put(each.name(), each.allowance(held.getOrDefault(each.name(), 0))));
    return allowances;
  }

  /** How a type stands with its limit now; for people. */
  public Standing standing(String type) {
    JobType found = store.find(type).orElse(JobType.unrestricted(type));
    int held = found.heldLimit() == null ? 0 : store.countHeld(type);
    return new Standing(found, held);
  }

  /** Counts jobs, by type, that the caller's transaction gives away within its allowances. */
  public void took(Map<String, ? extends Collection<Long>> jobs) {
    Map<String, ? extends Collection<Long>> counted =
        jobs.entrySet().stream()
            .filter(each -> isRestricted(each.getKey()))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    if (!counted.isEmpty()) {
      store.register(counted);
    }
  }
}
