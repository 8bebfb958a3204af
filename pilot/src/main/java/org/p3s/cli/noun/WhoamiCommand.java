package org.p3s.cli.noun;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import org.p3s.cli.api.Api;
import org.p3s.cli.api.Route;
import org.p3s.cli.output.Column;
import org.p3s.cli.session.Session;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code p3s whoami}. */
@Command(name = "whoami", description = "Says who the server takes you for, and your roles.")
public final class WhoamiCommand implements Callable<Integer> {

  @Mixin private Session session;

  @Override
  public Integer call() {
    Api api = session.api();
    JsonNode me = api.get(Route.to("whoami"));
    session.output().item(me, Column.of("name", "roles", "server time serverTime"));
    return 0;
  }
}
