package org.p3s.cli.api;

import java.net.URI;
import java.util.Map;
import java.util.Optional;

/**
 * Where the server is and what proves who calls.
 *
 * @param token null calls as nobody
 */
public record Connection(URI server, String token) {

  private static final String DEFAULT = "http://localhost:8080";

  /**
   * Each value from the first place that has it: the command's options (null when not given), the
   * environment ({@code P3S_SERVER}, {@code P3S_TOKEN}), the config file.
   */
  public static Connection resolve(String server, String token, Map<String, String> environment) {
    String givenServer = first(server, environment.get("P3S_SERVER"));
    String givenToken = first(token, environment.get("P3S_TOKEN"));
    if (givenServer == null || givenToken == null) {
      ConfigFile config = ConfigFile.read(environment);
      givenServer = first(givenServer, config.get("server"));
      givenToken = first(givenToken, config.get("token"));
    }
    return new Connection(address(first(givenServer, DEFAULT)), checked(givenToken));
  }

  private static String first(String one, String other) {
    return one != null && !one.isBlank() ? one.strip() : other;
  }

  private static URI address(String text) {
    return Optional.of(text)
        .filter(each -> each.matches("(?i)https?://[^/?#@\\s\\\\]+(/[A-Za-z0-9._~/-]*)?"))
        .flatMap(Connection::parsed)
        .filter(each -> each.getHost() != null)
        .orElseThrow(
            () ->
                new CommandFailed(
                    ExitCode.USAGE,
                    "'%s' is no server address; it looks like http://HOST:PORT".formatted(text)));
  }

  private static Optional<URI> parsed(String text) {
    try {
      return Optional.of(URI.create(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static String checked(String token) {
    if (token != null && !token.chars().allMatch(c -> c > ' ' && c < 127)) {
      throw new CommandFailed(
          ExitCode.USAGE, "The token holds characters that no token has; copy it again");
    }
    return token;
  }
}
