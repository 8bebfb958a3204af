package org.p3s.pilot.staging;

import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import org.p3s.xrootd.RootUrl;

/** Where a file is: on a file system of this node, behind HTTP or on an XRootD server. */
sealed interface Location {

  record Local(Path path) implements Location {}

  record Remote(URI uri) implements Location {}

  record Root(RootUrl url) implements Location {}

  /** Whose storage it is, as far as others can tell. */
  default String host() {
    if (this instanceof Remote remote) {
      return remote.uri().getScheme() + "://" + remote.uri().getRawAuthority();
    }
    return this instanceof Root root ? root.url().server() : "this node";
  }

  /**
   * The location that a URL names.
   *
   * @param url an absolute path, {@code file:///…}, {@code http(s)://…} or {@code root://…}
   * @throws IllegalArgumentException with a sentence when it is none of these
   */
  static Location of(String url) {
    if (url == null || url.isBlank()) {
      throw new IllegalArgumentException("there is no URL");
    }
    String start = url.toLowerCase(Locale.ROOT);
    if (start.startsWith("http://") || start.startsWith("https://")) {
      URI uri = URI.create(url);
      if (uri.getHost() == null) {
        throw new IllegalArgumentException("the URL names no host");
      }
      return new Remote(uri);
    }
    if (RootUrl.isMeant(url)) {
      return new Root(RootUrl.of(url));
    }
    if (start.startsWith("file:")) {
      return new Local(fromFileUrl(url));
    }
    if (url.startsWith("/")) {
      return new Local(Path.of(url).normalize());
    }
    throw new IllegalArgumentException(
        "only paths, file://, http(s):// and root:// are understood");
  }

  private static Path fromFileUrl(String url) {
    try {
      return Path.of(URI.create(url)).normalize();
    } catch (IllegalArgumentException e) {
      // file:///with blanks/… is no URI, but there is only one thing that it can mean
      String rest = url.replaceFirst("(?i)^file:(//)?", "");
      if (!rest.startsWith("/")) {
        throw new IllegalArgumentException("a file URL needs an absolute path", e);
      }
      try {
        return Path.of(rest).normalize();
      } catch (InvalidPathException invalid) {
        throw new IllegalArgumentException("this is no path", invalid);
      }
    }
  }
}
