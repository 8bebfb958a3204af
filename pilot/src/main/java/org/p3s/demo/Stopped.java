package org.p3s.demo;

import java.io.IOException;

/** The demo cannot go on; the message is a sentence for the user. */
final class Stopped extends IOException {
  private static final long serialVersionUID = 1L;

  Stopped(String sentence) {
    super(sentence);
  }
}
