package org.p3s.server.deadline.simulation;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.p3s.server.dag.Dag;
import org.p3s.server.dag.Vertex;

/** Reads files that came in and how long their jobs took. */
final class Trace {

  private static final int MOST_LINES = 1_000_000;
  private static final int MOST_PROBLEMS = 20;

  private final List<String> problems = new ArrayList<>();
  private final List<Arrival> files = new ArrayList<>();
  private final Dag dag;

  /** Vertex of each column behind the first. */
  private int[] columns = {};

  private boolean hasNoHeading;
  private int line;

  private Trace(Dag dag) {
    this.dag = dag;
  }

  /**
   * The files of a trace, by time.
   *
   * @throws Unreadable with all that is wrong, up to twenty things
   */
  static List<Arrival> read(Path path, Dag dag) throws IOException {
    Trace trace = new Trace(dag);
    try (Stream<String> lines = Files.lines(path)) {
      lines.forEachOrdered(trace::take);
    } catch (java.io.UncheckedIOException e) {
      throw new Unreadable(
          path
              + (e.getCause() instanceof MalformedInputException ? " is no UTF-8 text" : ": " + e));
    }
    if (trace.files.isEmpty() && trace.problems.isEmpty()) {
      trace.problems.add("there is no file in it");
    }
    if (!trace.problems.isEmpty()) {
      throw new Unreadable(path + ": " + String.join("; ", trace.problems));
    }
    trace.files.sort(Comparator.comparingDouble(Arrival::seen));
    return trace.files;
  }

  private void take(String text) {
    line++;
    if (text.isBlank() || hasNoHeading || problems.size() >= MOST_PROBLEMS) {
      return;
    }
    String[] cells = text.strip().split("\\s*,\\s*", -1);
    if (columns.length == 0) {
      readHeading(cells);
    } else if (files.size() >= MOST_LINES) {
      complain("more than %d files".formatted(MOST_LINES));
    } else if (cells.length != columns.length + 1) {
      complain("%d values where the heading has %d".formatted(cells.length, columns.length + 1));
    } else {
      readFile(cells);
    }
  }

  private void readHeading(String[] cells) {
    List<String> names = Arrays.asList(cells).subList(1, cells.length);
    List<String> wanted =
        dag.vertices().stream().filter(each -> !each.isNoop()).map(Vertex::id).toList();
    if (!cells[0].equals("seen") || names.size() != wanted.size() || !names.containsAll(wanted)) {
      complain("the heading must be seen," + String.join(",", wanted));
      hasNoHeading = true;
      return;
    }
    columns = names.stream().mapToInt(each -> dag.vertex(each).orElseThrow().index()).toArray();
  }

  private void readFile(String[] cells) {
    double[] durations = new double[dag.vertices().size()];
    for (int i = 0; i < columns.length; i++) {
      durations[columns[i]] = number(cells[i + 1]);
    }
    files.add(new Arrival(number(cells[0]), durations));
  }

  private double number(String cell) {
    try {
      double value = Double.parseDouble(cell);
      if (value >= 0 && value <= 1e9) {
        return value;
      }
    } catch (NumberFormatException e) {
      // said below, as of numbers that are out of bounds
    }
    complain(
        "'%s' is no number of seconds"
            .formatted(cell.length() > 40 ? cell.substring(0, 40) : cell));
    return 0;
  }

  private void complain(String sentence) {
    problems.add("line %d: %s".formatted(line, sentence));
  }
}
