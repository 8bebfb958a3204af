package org.p3s.pilot.staging;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import org.p3s.protocol.AttemptId;
import org.p3s.xrootd.RootUrl;
import org.p3s.xrootd.XrdFailure;
import org.p3s.xrootd.Xrdcp;
import org.p3s.xrootd.Xrdfs;

/**
 * Files on XRootD servers.
 *
 * @param limit for one try
 */
record RootFiles(Duration limit) {

  /**
   * Fetches a file.
   *
   * @throws FileNotFoundException when the server says that there is none
   */
  void get(RootUrl from, Path to) throws IOException, InterruptedException {
    try {
      new Xrdcp(limit).get(from, to);
    } catch (XrdFailure e) {
      throw e.kind() == XrdFailure.Kind.MISSING ? new FileNotFoundException(e.getMessage()) : e;
    }
  }

  /** The file appears at its place whole and checked, or not at all. */
  void put(Path from, Fingerprint content, RootUrl to, AttemptId attempt)
      throws IOException, InterruptedException {
    String name = ".p3s-" + attempt.jobId() + "." + attempt.attempt() + ".part";
    RootUrl part = to.withPath(to.parent() + name);
    Xrdfs server = new Xrdfs(to, limit);
    try {
      new Xrdcp(limit).put(from, part);
      String written = written(server, part);
      if (!written.equals(content.adler32())) {
        throw new Tries.Final(
            "the copy has adler32 " + written + " instead of " + content.adler32());
      }
      server.move(part.path() + part.query(), to.path() + to.query());
    } catch (IOException e) {
      remove(server, part);
      throw e;
    }
  }

  /** What the server holds; it is read back where the server does not say. */
  private String written(Xrdfs server, RootUrl part) throws IOException, InterruptedException {
    try {
      return server.adler32(part);
    } catch (XrdFailure e) {
      if (e.kind() != XrdFailure.Kind.NO_CHECKSUM) {
        throw e;
      }
      Fingerprint[] read = new Fingerprint[1];
      new Xrdcp(limit).read(part, (InputStream in) -> read[0] = Fingerprint.of(in));
      return read[0].adler32();
    }
  }

  private static void remove(Xrdfs server, RootUrl part) throws InterruptedException {
    try {
      server.remove(part.path() + part.query());
    } catch (IOException e) {
      // it was never made, or the server is away: what stays has a name that says what it is
    }
  }
}
