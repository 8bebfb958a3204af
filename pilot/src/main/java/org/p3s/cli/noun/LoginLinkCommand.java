package org.p3s.cli.noun;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.Callable;
import org.p3s.cli.api.Api;
import org.p3s.cli.api.Route;
import org.p3s.cli.output.Output;
import org.p3s.cli.session.Session;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code p3s login-link}. */
@Command(
    name = "login-link",
    description = "Makes a link that logs in, as an admin, whoever opens it first.")
public final class LoginLinkCommand implements Callable<Integer> {

  @Mixin private Session session;

  @Override
  public Integer call() {
    Api api = session.api();
    JsonNode link = api.post(Route.to("login-links"));
    String url = url(api, link);
    Output output = session.output();
    if (output.isJson()) {
      ((ObjectNode) link).put("url", url);
      output.json(link);
    } else {
      output.line(url);
      output.say(
          "It works once, until "
              + link.path("expiresAt").asText().replaceFirst("\\.[0-9]+Z$", "Z")
              + ".");
    }
    return 0;
  }

  /** Where to open a login link. */
  public static String url(Api api, JsonNode link) {
    String server = api.server().toString().replaceAll("/+$", "");
    return server + "/login?token=" + link.path("token").asText();
  }
}
