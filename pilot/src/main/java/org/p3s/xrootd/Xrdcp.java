package org.p3s.xrootd;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Copies between this machine and XRootD servers with {@code xrdcp}.
 *
 * @param limit for one copy
 */
public record Xrdcp(Duration limit) {

  /** Fetches a file; what is there is replaced. */
  public void get(RootUrl from, Path to) throws IOException, InterruptedException {
    copy(from, List.of("xrdcp", "-f", "-s", from.toString(), to.toAbsolutePath().toString()));
  }

  /**
   * Puts a file; missing folders are made, what is there is replaced.
   *
   * @param adler32 what the server's copy must have, eight lower-case hexadecimal digits
   * @throws XrdFailure of kind CHECKSUM when it has another one
   */
  public void put(Path from, RootUrl to, String adler32) throws IOException, InterruptedException {
    copy(
        to,
        List.of(
            "xrdcp",
            "-f",
            "-s",
            "-C",
            "adler32:" + adler32,
            from.toAbsolutePath().toString(),
            to.toString()));
  }

  private void copy(RootUrl server, List<String> command) throws IOException, InterruptedException {
    XrdProgram.run(server.host(), limit, XrdProgram.NOTHING, command);
  }
}
