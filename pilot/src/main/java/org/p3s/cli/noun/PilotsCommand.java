package org.p3s.cli.noun;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.p3s.cli.api.Route;
import org.p3s.cli.output.Column;
import org.p3s.cli.output.Output;
import org.p3s.cli.session.Session;
import org.p3s.cli.session.Values;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code p3s pilots}: those that are registered; {@code p3s pilot} is one. */
@Command(
    name = "pilots",
    description = "Registered pilots: list, drain, stop. ('p3s pilot' runs one here.)",
    footer = {
      "",
      "Examples:",
      "  p3s pilots list --site CERN",
      "  p3s pilots drain 12",
      "  p3s pilots drain --site CERN"
    })
public final class PilotsCommand {

  private static final String PILOTS = "pilots";

  private static final List<Column> COLUMNS =
      Column.of(
          "id", "name", "site", "host", "state", "held", "slots", "cores", "seen seenAt", "reason");

  /** One of the two that is meant. */
  static final class Target {
    @Parameters(paramLabel = "ID", converter = Values.Id.class, description = "One pilot.")
    private Long id;

    @Option(names = "--site", required = true, description = "All pilots of a site.")
    private String site;
  }

  @Command(name = "list", description = "Lists live pilots.")
  int list(
      @Mixin Session session,
      @Option(names = "--all", description = "Also those that ended.") boolean all,
      @Option(names = "--site", description = "Those of a site.") String site,
      @Mixin Page page) {
    Route route = Route.to(PILOTS).with("live", all ? null : true).with("site", site);
    session.output().list(session.api().get(page.of(route)), COLUMNS);
    return 0;
  }

  @Command(name = "show", description = "Shows a pilot.")
  int show(
      @Mixin Session session, @Parameters(paramLabel = "ID", converter = Values.Id.class) Long id) {
    JsonNode pilot = session.api().get(Route.to(PILOTS, id));
    session
        .output()
        .item(
            pilot,
            Column.of(
                "id",
                "name",
                "site",
                "host",
                "batch id batchId",
                "version",
                "state",
                "reason",
                "command",
                "held",
                "slots",
                "cores",
                "memory MiB memoryMiB",
                "gpus",
                "labels",
                "registered registeredAt",
                "seen seenAt",
                "lease until leaseUntil",
                "ended endedAt"));
    return 0;
  }

  @Command(name = "drain", description = "Lets pilots finish what they run, and end.")
  int drain(@Mixin Session session, @ArgGroup(multiplicity = "1") Target target) {
    if (target.site == null) {
      return command(session, target.id, "drain");
    }
    JsonNode drained = session.api().post(Route.to(PILOTS, "drain").with("site", target.site));
    Output output = session.output();
    if (output.isJson()) {
      output.json(drained);
    } else {
      output.line("%d pilots of %s drain.".formatted(drained.size(), target.site));
    }
    return 0;
  }

  @Command(name = "stop", description = "Ends a pilot and what it runs.")
  int stop(
      @Mixin Session session, @Parameters(paramLabel = "ID", converter = Values.Id.class) Long id) {
    return command(session, id, "stop");
  }

  private static int command(Session session, long id, String verb) {
    JsonNode pilot = session.api().post(Route.to(PILOTS, id, verb));
    session.output().item(pilot, Column.of("id", "name", "site", "state", "command"));
    return 0;
  }
}
