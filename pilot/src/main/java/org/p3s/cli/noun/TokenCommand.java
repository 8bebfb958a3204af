package org.p3s.cli.noun;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import org.p3s.cli.api.Api;
import org.p3s.cli.api.Route;
import org.p3s.cli.output.Column;
import org.p3s.cli.session.Session;
import org.p3s.cli.session.Values;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code p3s token}. */
@Command(
    name = "token",
    description = "Access tokens: create, list, revoke.",
    footer = {
      "",
      "Examples:",
      "  p3s token create 'pilots at CERN' --role enrol --life 30d",
      "  p3s token create daq --role daq"
    })
public final class TokenCommand {

  private static final String TOKENS = "tokens";

  /** Roles that can be given out. */
  enum Role {
    VIEWER,
    ADMIN,
    ENROL,
    DAQ
  }

  @Command(name = "create", description = "Makes a token and shows it, this once.")
  int create(
      @Mixin Session session,
      @Parameters(paramLabel = "NAME", description = "What it is for.") String name,
      @Option(
              names = "--role",
              required = true,
              description =
                  "viewer reads, enrol registers pilots, daq announces files, admin does all.")
          Role role,
      @Option(names = "--life", paramLabel = "30d", description = "Default: for ever.")
          Duration life) {
    ObjectNode request = Api.object().put("name", name).put("role", role.name());
    if (life != null) {
      request.put("life", life.toString());
    }
    JsonNode made = session.api().post(Route.to(TOKENS), Api.Body.json(request));
    session.output().item(made, Column.of("id", "name", "role", "expires expiresAt", "token"));
    session.output().say("The token is shown this once; p3s keeps only its hash.");
    return 0;
  }

  @Command(name = "list", description = "Lists the valid tokens, without the tokens themselves.")
  int list(@Mixin Session session) {
    session
        .output()
        .list(
            session.api().get(Route.to(TOKENS)),
            Column.of("id", "name", "role", "created createdAt", "expires expiresAt"));
    return 0;
  }

  @Command(name = "revoke", description = "Makes a token worthless.")
  int revoke(
      @Mixin Session session, @Parameters(paramLabel = "ID", converter = Values.Id.class) Long id) {
    session.api().delete(Route.to(TOKENS, id));
    session.output().say("Token %d is revoked.".formatted(id));
    return 0;
  }
}
