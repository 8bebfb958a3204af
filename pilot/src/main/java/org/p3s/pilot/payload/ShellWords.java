package org.p3s.pilot.payload;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits a command line into words as a POSIX shell quotes them, and does nothing else that a shell
 * does: no variables, no patterns, no redirection.
 */
final class ShellWords {

  private final String line;
  private final List<String> words = new ArrayList<>();
  private StringBuilder word;
  private int at;

  private ShellWords(String line) {
    this.line = line;
  }

  /**
   * The words of the line.
   *
   * @throws IllegalArgumentException with a sentence when a quotation is not closed
   */
  static List<String> split(String line) {
    return new ShellWords(line).split();
  }

  private List<String> split() {
    while (at < line.length()) {
      char c = line.charAt(at++);
      switch (c) {
        case ' ', '\t', '\r', '\n' -> endWord();
        case '\'' -> quoted('\'', false);
        case '"' -> quoted('"', true);
        case '\\' -> open().append(next("a backslash"));
        default -> open().append(c);
      }
    }
    endWord();
    return words;
  }

  private void quoted(char end, boolean escapes) {
    open();
    for (char c = next("a quotation"); c != end; c = next("a quotation")) {
      if (escapes && c == '\\') {
        char escaped = next("a quotation");
        if (escaped != '"' && escaped != '\\') {
          word.append('\\');
        }
        word.append(escaped);
      } else {
        word.append(c);
      }
    }
  }

  private char next(String of) {
    if (at >= line.length()) {
      throw new IllegalArgumentException("the payload ends in the middle of " + of);
    }
    return line.charAt(at++);
  }

  private StringBuilder open() {
    if (word == null) {
      word = new StringBuilder();
    }
    return word;
  }

  private void endWord() {
    if (word != null) {
      words.add(word.toString());
      word = null;
    }
  }
}
