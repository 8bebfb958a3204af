package org.p3s.xrootd;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place on an XRootD server.
 *
 * @param server {@code root://host[:port]}
 * @param path absolute, with one slash at its beginning and none at its end
 * @param query what is for the server alone, such as a token, with its question mark; else empty
 */
public record RootUrl(String server, String path, String query) {

  private static final Pattern FORM =
      Pattern.compile("(?i)x?root://((?:[^/\\s?#]+@)?(?!-)[^/\\s?#@]+)/+([^/?][^?]*)(\\?.*)?");

  /** Whether a text means to be such a place. */
  public static boolean isMeant(String url) {
    return url != null && url.matches("(?is)x?root:.*");
  }

  /**
   * Reads {@code root://host[:port]//path}.
   *
   * @throws IllegalArgumentException with a sentence when it is none
   */
  public static RootUrl of(String url) {
    Matcher parts = FORM.matcher(url);
    if (!parts.matches() || url.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(
          "'" + printable(url) + "' is not of the form root://host[:port]//path");
    }
    String path = "/" + parts.group(2).replaceAll("/+", "/");
    if ((path + "/").contains("/../")) {
      throw new IllegalArgumentException("'" + url + "' must not hold '..'");
    }
    String query = parts.group(3) == null ? "" : parts.group(3);
    return new RootUrl("root://" + parts.group(1), path.replaceFirst("/$", ""), query);
  }

  /** The same server, another path. */
  public RootUrl withPath(String other) {
    return new RootUrl(server, other, query);
  }

  /** Host and port, for messages. */
  public String host() {
    return server.substring("root://".length());
  }

  /** The folder that it lies in, with a slash at its end. */
  public String parent() {
    return path.substring(0, path.lastIndexOf('/') + 1);
  }

  @Override
  public String toString() {
    return server + "/" + path + query;
  }

  private static String printable(String text) {
    return text.replaceAll("\\p{Cntrl}", "?");
  }
}
