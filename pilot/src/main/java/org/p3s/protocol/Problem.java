package org.p3s.protocol;

import java.util.List;

/**
 * An RFC 9457 problem document, the body of every error answer.
 *
 * @param type stable identifier, {@code urn:p3s:problem:…}
 * @param title short and the same for all problems of this type
 * @param status the HTTP status
 * @param detail one sentence on this occurrence and what to do
 * @param instance an id to find it in the server's log, only when the error is the server's own
 * @param violations everything that is wrong with the input, all at once
 */
public record Problem(
    String type,
    String title,
    int status,
    String detail,
    String instance,
    List<Violation> violations) {

  public Problem {
    violations = violations == null ? List.of() : List.copyOf(violations);
  }

  /**
   * One thing that is wrong with the input.
   *
   * @param field path of the field, or null for the whole document
   * @param line 1-based line of the text, or null when lines mean nothing
   */
  public record Violation(String field, Integer line, String message) {}
}
