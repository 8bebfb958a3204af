package org.p3s.server.dqm;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.p3s.server.dqm.ResultsRequest.Metric;
import org.p3s.server.dqm.ResultsRequest.Plot;
import org.p3s.server.platform.Refusal;

/**
 * The two lists that the producers of the older system write, read as they are.
 *
 * <p>A summary, {@code [{"run": "run003907_0001_dl05", "APA": "1, 2, …", "Plane U Mean NHits":
 * "0.00,0.00,…"}]}, becomes metrics: one per value, with the element {@code APA n}. A FileList,
 * {@code [{"Category": …, "Files": {"title": "a.png,b.png"}}]}, becomes plots without bytes; a plot
 * of the same name that is posted later brings them.
 */
public final class OldForms {

  private static final Set<String> HEADINGS = Set.of("run", "TimeStamp", "Type", "APA");
  private static final Pattern RUN = Pattern.compile("run_?0*([0-9]{1,9})(?![0-9])");

  private final Map<List<String>, Metric> metrics = new LinkedHashMap<>();
  private final Map<String, Plot> plots = new LinkedHashMap<>();
  private final List<String> skipped = new ArrayList<>();
  private final Set<Long> runs = new TreeSet<>();

  private String timeStamp;

  private OldForms() {}

  /**
   * What a list says.
   *
   * @param timeStamp when the first summary that tells it was made, in words; null if none does
   * @param skipped what could not be taken, and why
   */
  public record Read(ResultsRequest results, String timeStamp, List<String> skipped) {}

  /** Reads a list of either form, or of both. */
  static Read read(byte[] json) {
    OldForms forms = new OldForms();
    forms.read(LooseJson.parse("The body", json));
    return forms.result();
  }

  /**
   * Reads the lists of a client that tells the run itself.
   *
   * @param run null to take it from the lists
   * @param lists by what they are called in messages; one object is a list of one, and an empty
   *     text says nothing
   */
  public static Read read(Long run, Map<String, String> lists) {
    OldForms forms = new OldForms();
    lists.forEach(
        (name, text) -> {
          if (!text.isBlank()) {
            JsonNode list = LooseJson.parse(name, text.getBytes(StandardCharsets.UTF_8));
            forms.read(list.isObject() && !list.isEmpty() ? List.of(list) : list);
          }
        });
    if (run != null) {
      forms.runs.clear();
      forms.runs.add(run);
    }
    return forms.result();
  }

  private void read(Iterable<JsonNode> list) {
    for (JsonNode each : list) {
      if (!each.isObject()) {
        throw Refusal.invalid(null, "A list of results holds objects: a summary or a FileList.");
      }
      if (each.has("Category") || each.has("Files")) {
        fileList(each);
      } else {
        summary(each);
      }
    }
  }

  private Read result() {
    if (runs.size() > 1) {
      throw Refusal.invalid("run", "run must be the same everywhere, not " + runs);
    }
    Long run = runs.isEmpty() ? null : runs.iterator().next();
    ResultsRequest results =
        new ResultsRequest(
            run, null, null, List.copyOf(metrics.values()), List.copyOf(plots.values()), null);
    return new Read(results, timeStamp, skipped);
  }

  private void summary(JsonNode summary) {
    noteRun(summary.path("run").asText());
    String stamp = tidy(summary.path("TimeStamp").asText());
    timeStamp = timeStamp == null && !stamp.isEmpty() ? stamp : timeStamp;
    List<String> elements = words(summary.path("APA").asText());
    summary
        .properties()
        .forEach(
            each -> {
              if (!HEADINGS.contains(each.getKey())) {
                values(tidy(each.getKey()), each.getValue(), elements);
              }
            });
  }

  private void values(String name, JsonNode value, List<String> elements) {
    if (name.isEmpty() || name.length() > ResultRules.LONGEST || value.isContainerNode()) {
      skip(name, value.toString());
      return;
    }
    List<String> texts = new ArrayList<>(Arrays.asList(value.asText().split(",", -1)));
    // some producers begin the list with a comma
    while (texts.size() > Math.max(1, elements.size()) && texts.get(0).isBlank()) {
      texts.remove(0);
    }
    boolean whole = texts.size() == 1 && elements.size() != 1;
    for (int i = 0; i < texts.size(); i++) {
      String number = i < elements.size() ? elements.get(i) : Integer.toString(i + 1);
      metric(name, whole ? "" : "APA " + number, texts.get(i).strip());
    }
  }

  private void metric(String name, String element, String text) {
    try {
      double value = Double.parseDouble(text);
      if (Double.isFinite(value)) {
        metrics.putIfAbsent(
            List.of(name, element), new Metric(name, "", element, value, null, null, null));
        return;
      }
    } catch (NumberFormatException e) {
      // noted below, as are NaN and the like
    }
    skip((name + " " + element).strip(), text);
  }

  private void fileList(JsonNode entry) {
    String category = cut(tidy(entry.path("Category").asText()));
    entry
        .path("Files")
        .properties()
        .forEach(
            each -> {
              List<String> files = words(each.getValue().asText());
              List<String> own = SharedBeginning.without(files);
              for (int i = 0; i < files.size(); i++) {
                String title =
                    tidy(each.getKey()) + (own.get(i).isEmpty() ? "" : ": " + own.get(i));
                plot(files.get(i), cut(title), category);
              }
            });
  }

  private void plot(String path, String title, String category) {
    String name = tidy(path.substring(path.lastIndexOf('/') + 1));
    String mediaType = mediaType(name);
    if (mediaType == null || name.length() > ResultRules.LONGEST) {
      skip("plot", name);
      return;
    }
    noteRun(name);
    plots.putIfAbsent(name, new Plot(name, title, category, "", mediaType, null));
  }

  private static String mediaType(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".png") ? Picture.PNG : lower.endsWith(".svg") ? Picture.SVG : null;
  }

  private void noteRun(String text) {
    Matcher matcher = RUN.matcher(text);
    if (matcher.lookingAt()) {
      runs.add(Long.parseLong(matcher.group(1)));
    }
  }

  private void skip(String what, String text) {
    if (skipped.size() < 100) {
      skipped.add(shortened(what) + ": " + shortened(text));
    }
  }

  private static String shortened(String text) {
    return text.length() > 80 ? text.substring(0, 80) + "…" : text;
  }

  private static List<String> words(String list) {
    return Arrays.stream(list.split(",")).map(OldForms::tidy).filter(w -> !w.isEmpty()).toList();
  }

  private static String cut(String text) {
    return text.length() > ResultRules.LONGEST ? text.substring(0, ResultRules.LONGEST) : text;
  }

  /** Without padding; a run of blanks or control characters is one blank. */
  private static String tidy(String text) {
    return text.replaceAll("[\\s\\p{Cntrl}\\p{Cs}]+", " ").strip();
  }
}
