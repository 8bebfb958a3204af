package org.p3s.xrootd;

import java.io.IOException;

/** What a program of the XRootD client could not do; the message is a sentence for people. */
public final class XrdFailure extends IOException {

  private static final long serialVersionUID = 1;

  /** What may be done about it. */
  public enum Kind {
    /** Nobody answers, or not in time: another try later may succeed, elsewhere at once. */
    UNREACHABLE,
    /** The server answers that there is no such file or folder. */
    MISSING,
    /** The server computes no checksums. */
    NO_CHECKSUM,
    /** The client's programs are not installed here. */
    NO_CLIENT,
    /** Anything else that the server or the client says. */
    OTHER
  }

  private final Kind kind;

  XrdFailure(Kind kind, String sentence) {
    super(sentence);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }

  /**
   * What an exit code and the words beside it mean.
   *
   * @param host for the sentence
   * @param said the last words of the program
   */
  static XrdFailure of(String host, int exitCode, String said) {
    if (said.contains("[3011]")) {
      return new XrdFailure(Kind.MISSING, host + " says: " + said);
    }
    if (said.contains("chksum is not supported")) {
      return new XrdFailure(Kind.NO_CHECKSUM, host + " computes no checksums");
    }
    boolean isSilent = exitCode == 51 || exitCode == 52 || said.contains("[FATAL]");
    if (isSilent && !said.contains("Auth failed")) {
      return unreachable(host, said);
    }
    if (said.contains("Invalid response")) {
      return new XrdFailure(
          Kind.OTHER,
          host
              + " sent a listing that cannot be read; a name with a line break in that folder does"
              + " this, rename that file");
    }
    if (said.contains("[3010]")) {
      return new XrdFailure(
          Kind.OTHER, host + " does not allow it (" + said + "); check what that server exports");
    }
    return new XrdFailure(Kind.OTHER, host + " says: " + said + " (exit code " + exitCode + ")");
  }

  static XrdFailure unreachable(String host, String why) {
    return new XrdFailure(
        Kind.UNREACHABLE,
        host
            + " does not answer ("
            + why
            + "); check that xrootd runs there and can be reached from here");
  }

  static XrdFailure noClient(String program) {
    return new XrdFailure(
        Kind.NO_CLIENT,
        program + " cannot be run on this machine; install the XRootD client (xrootd-client)");
  }
}
