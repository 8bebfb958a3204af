package org.p3s.cli.api;

import java.util.List;

/** A command cannot do what it was asked; the message is a sentence for the user. */
public final class CommandFailed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ExitCode code;
  private final transient List<String> details;

  public CommandFailed(ExitCode code, String sentence) {
    this(code, sentence, List.of());
  }

  /** With further lines, one for each thing that is wrong. */
  public CommandFailed(ExitCode code, String sentence, List<String> details) {
    super(sentence, null, false, false);
    this.code = code;
    this.details = List.copyOf(details);
  }

  public ExitCode code() {
    return code;
  }

  public List<String> details() {
    return details;
  }
}
