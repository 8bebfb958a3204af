package org.p3s.server.web.run;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.p3s.server.data.FileCause;
import org.p3s.server.data.run.Runs.FileCount;

/**
 * How the files of a run ended, as a bar of parts that stand for their shares.
 *
 * @param files all of them
 */
public record FileBar(long files, List<Part> parts) {

  /** From what was done to what was let go. */
  private static final List<String> ORDER =
      List.of(
          "PROCESSED",
          "SELECTED",
          "SEEN",
          "FAILED",
          "PRESCALED",
          "SHED",
          "STALE",
          "INCOMPLETE",
          "UNCLASSIFIED");

  /** Narrower parts hold no number. */
  private static final double LABELLED = 2.5;

  /**
   * Files in one state for one cause.
   *
   * @param number by which the bar names its item of the list below
   * @param cause null when there is none
   * @param from left end in percent of the bar
   * @param width in percent of the bar
   */
  public record Part(
      int number, String state, String cause, long files, double from, double width) {

    /** Whether they were let go, rather than tried. */
    public boolean isDrop() {
      return cause != null && FileCause.valueOf(cause).isDrop();
    }

    public String x() {
      return percent(from);
    }

    public String w() {
      return percent(width);
    }

    public String middle() {
      return percent(from + width / 2);
    }

    public boolean isLabelled() {
      return width >= LABELLED;
    }

    /** The share, for people. */
    public String share() {
      return width > 0 && width < 0.1 ? "< 0.1 %" : String.format(Locale.ROOT, "%.1f %%", width);
    }

    private static String percent(double value) {
      return String.format(Locale.ROOT, "%.3f%%", value);
    }
  }

  static FileBar of(List<FileCount> counts) {
    long files = counts.stream().mapToLong(FileCount::files).sum();
    List<FileCount> sorted = new ArrayList<>(counts);
    sorted.sort(
        Comparator.<FileCount>comparingInt(each -> ORDER.indexOf(each.state()))
            .thenComparing(each -> String.valueOf(each.cause())));
    List<Part> parts = new ArrayList<>();
    double from = 0;
    for (FileCount each : sorted) {
      double width = 100.0 * each.files() / files;
      parts.add(new Part(parts.size() + 1, each.state(), each.cause(), each.files(), from, width));
      from += width;
    }
    return new FileBar(files, parts);
  }

  /** The bar in words. */
  public String words() {
    List<String> words = new ArrayList<>();
    for (Part each : parts) {
      words.add(
          each.files() + " " + each.state() + (each.cause() == null ? "" : " by " + each.cause()));
    }
    return files + " files: " + String.join(", ", words);
  }
}
