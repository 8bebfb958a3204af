package org.p3s.xrootd;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Copies between this machine and XRootD servers with {@code xrdcp}.
 *
 * @param limit for one copy
 */
public record Xrdcp(Duration limit) {

  /** Takes the content of a file as it comes, in a thread of its own. */
  @FunctionalInterface
  public interface Content {

    /** Reads to the end, or throws to end the copy. */
    void read(InputStream content) throws IOException;
  }

  /** Fetches a file; what is there is replaced. */
  public void get(RootUrl from, Path to) throws IOException, InterruptedException {
    copy(from, XrdProgram.NOTHING, from.toString(), to.toAbsolutePath().toString());
  }

  /** Fetches a file piece by piece, as fast as it is read. */
  public void read(RootUrl from, Content content) throws IOException, InterruptedException {
    copy(from, content::read, from.toString(), "-");
  }

  /** Puts a file; missing folders are made, what is there is replaced. */
  public void put(Path from, RootUrl to) throws IOException, InterruptedException {
    copy(to, XrdProgram.NOTHING, from.toAbsolutePath().toString(), to.toString());
  }

  private void copy(RootUrl server, XrdProgram.Reader reader, String from, String to)
      throws IOException, InterruptedException {
    XrdProgram.run(server.host(), limit, reader, List.of("xrdcp", "-f", "-s", from, to));
  }
}
