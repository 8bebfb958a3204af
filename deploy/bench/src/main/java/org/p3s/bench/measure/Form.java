package org.p3s.bench.measure;

import java.util.List;

/** How thorough a run is. */
public enum Form {
  FULL("Full run"),

  QUICK("**Quick run**, good for a first look only"),

  /** As short as it can be: what an operation costs is to be compared, and nothing else. */
  TINY("**Tiny run**, good for nothing but costs beside those of other tiny runs");

  private final String words;

  Form(String words) {
    this.words = words;
  }

  /** For readers of the page. */
  public String words() {
    return words;
  }

  public Pace pace() {
    return choose(new Pace(5, 40, 5), new Pace(3, 8, 2), new Pace(3, 8, 1));
  }

  /**
   * Options of servers, besides those that they always have. Java's optimizing compiler would not
   * come to its end in a tiny run, and take more of the machine than what is measured.
   */
  public List<String> javaOptions() {
    return choose(List.of(), List.of(), List.of("-XX:TieredStopAtLevel=1"));
  }

  /** What is larger or takes longer in a more thorough run. */
  public <T> T choose(T full, T quick, T tiny) {
    return switch (this) {
      case FULL -> full;
      case QUICK -> quick;
      case TINY -> tiny;
    };
  }
}
