package org.p3s.server.pilot;

import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.p3s.protocol.PilotRegistration;
import org.p3s.protocol.PilotWelcome;
import org.p3s.server.account.Audit;
import org.p3s.server.account.MachineTokens;
import org.p3s.server.job.PilotsChanged;
import org.p3s.server.pilot.PilotStore.SigningOn;
import org.p3s.server.platform.Batches;
import org.p3s.server.platform.Changes;
import org.p3s.server.platform.Listing;
import org.p3s.server.platform.Refusal;
import org.p3s.server.platform.Settings;
import org.p3s.server.platform.SmallSteps;

/** Signs pilots on and passes on what operators want of them. */
@ApplicationScoped
public class Pilots {

  private static final int MOST_AT_ONCE = 256;

  private final PilotStore store;
  private final MachineTokens tokens;
  private final Settings settings;
  private final Audit audit;
  private final Event<PilotsChanged> commanded;
  private final Changes changes;
  private final Batches<SigningOn, PilotWelcome> registrations;

  @SuppressWarnings("TooManyParameters")
  public Pilots(
      PilotStore store,
      MachineTokens tokens,
      Settings settings,
      Audit audit,
      Event<PilotsChanged> commanded,
      Changes changes) {
    this.store = store;
    this.tokens = tokens;
    this.settings = settings;
    this.audit = audit;
    this.commanded = commanded;
    this.changes = changes;
    this.registrations = new Batches<>("registrations", each -> 1, MOST_AT_ONCE, this::registerAll);
  }

  /** Signs a pilot on; those that come at the same time share a transaction. */
  public CompletableFuture<PilotWelcome> register(PilotRegistration registration) {
    return register(registration, settings.heartbeat(), settings.lease());
  }

  /** Signs on a pilot with other times than the usual ones. */
  public CompletableFuture<PilotWelcome> register(
      PilotRegistration registration, Duration heartbeat, Duration lease) {
    return registrations.submit(new SigningOn(registration, heartbeat, lease));
  }

  private List<PilotWelcome> registerAll(List<SigningOn> all) {
    List<PilotStore.Registered> registered =
        QuarkusTransaction.requiringNew()
            .call(
                () -> {
                  changes.hint(Changes.Topic.PILOTS);
                  return store.register(all);
                });
    List<PilotWelcome> welcomes = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      PilotStore.Registered made = registered.get(i);
      welcomes.add(
          new PilotWelcome(
              made.id(),
              tokens.ofPilot(made.id()),
              all.get(i).heartbeat(),
              all.get(i).lease(),
              made.serverTime()));
    }
    return welcomes;
  }

  @PreDestroy
  void close() {
    registrations.close();
  }

  public Pilot find(long id) {
    return store.find(id).orElseThrow(() -> Refusal.notFound("pilot", id));
  }

  /** The newest first. */
  public Listing<Pilot> list(PilotState state, String site, boolean live, Long before, int limit) {
    List<Pilot> found = store.list(new PilotStore.Filter(state, site, live, before), limit);
    return Listing.of(found, limit, Pilot::id);
  }

  /** DRAIN: it finishes what it runs. STOP: it ends that too. */
  @Transactional
  public void command(long id, String command, String who) {
    find(id);
    if (!store.command(id, command)) {
      throw Refusal.conflict("pilot-ended", "Pilot %d has ended already.".formatted(id));
    }
    audit.note(who, command.toLowerCase(java.util.Locale.ROOT) + " pilot", Long.toString(id), "");
    commanded.fire(new PilotsChanged(List.of(id)));
  }

  /** Drains all pilots of a site and returns their ids. */
  public List<Long> drainSite(String site, String who) {
    SmallSteps steps = new SmallSteps("Pilots drained");
    List<Long> drained = new ArrayList<>();
    List<Long> some = steps.step(most -> drainNow(site, most));
    while (!some.isEmpty()) {
      drained.addAll(some);
      some = steps.step(most -> drainNow(site, most));
    }
    QuarkusTransaction.requiringNew()
        .run(() -> audit.note(who, "drain site", site, drained.size() + " pilots"));
    return drained;
  }

  private List<Long> drainNow(String site, int most) {
    List<Long> some = store.drainSite(site, most);
    commanded.fire(new PilotsChanged(some));
    return some;
  }
}
