package org.p3s.server.dag.xml;

/** The text is not XML, or uses a part of XML that is refused. */
public final class MalformedXml extends Exception {

  private static final long serialVersionUID = 1L;

  private final int line;

  MalformedXml(int line, String message) {
    super(message);
    this.line = Math.max(1, line);
  }

  /** 1-based. */
  public int line() {
    return line;
  }
}
