package org.p3s.cli.noun;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.p3s.cli.api.Api;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What can be said of a trigger besides its name, pattern and template. */
final class TriggerRule {

  /** {@code 5141=10}, {@code :raw=10} or {@code 5141:raw=10}. */
  static final class Prescale implements ITypeConverter<ObjectNode> {

    private static final Pattern FORM =
        Pattern.compile("(?<run>[0-9]{1,9})?(:(?<stream>[^=]+))?=(?<prescale>[0-9]{1,9})");

    @Override
    public ObjectNode convert(String text) {
      Matcher parts = FORM.matcher(text);
      if (!parts.matches()) {
        throw new TypeConversionException(
            "'%s' is not RUN=N, :STREAM=N or RUN:STREAM=N".formatted(text));
      }
      ObjectNode special = Api.object();
      if (parts.group("run") != null) {
        special.put("run", Long.valueOf(parts.group("run")));
      }
      if (parts.group("stream") != null) {
        special.put("stream", parts.group("stream"));
      }
      return special.put("prescale", Integer.valueOf(parts.group("prescale")));
    }
  }

  @Option(names = "--prescale", paramLabel = "N", description = "Takes one file in N.")
  private Integer prescale;

  @Option(
      names = "--prescale-for",
      paramLabel = "RUN:STREAM=N",
      converter = Prescale.class,
      description =
          "Another prescale for a run (5141=10), a stream (:raw=10) or a stream of a run (5141:raw=10); "
              + "the most specific counts. May be repeated; replaces all that were set.")
  private List<ObjectNode> prescales;

  @Option(
      names = "--eta",
      paramLabel = "PT10M",
      description = "From file seen to results; default: the template's.")
  private Duration eta;

  @Option(
      names = "--priority",
      paramLabel = "N",
      description = "Of all jobs; default: the template's.")
  private Integer priority;

  @Option(
      names = "--max-backlog",
      paramLabel = "N",
      description = "With so many unfinished workflows of it, further files are SHED.")
  private Integer maxBacklog;

  @Option(
      names = "--min-size",
      paramLabel = "BYTES",
      description = "Smaller files are INCOMPLETE; those of unknown size are taken.")
  private Long minSize;

  @Option(
      names = "--max-age",
      paramLabel = "PT1H",
      description = "Files written longer ago are STALE; those without a time are taken.")
  private Duration maxAge;

  @Option(
      names = "--reserve",
      paramLabel = "X",
      description =
          "Share of the slots that is kept for its files: 0 to 0.9, with all triggers together.")
  private Double reserve;

  ObjectNode fill(ObjectNode request) {
    put(request, "eta", eta);
    put(request, "maxAge", maxAge);
    if (prescale != null) {
      request.put("prescale", prescale);
    }
    if (prescales != null) {
      ArrayNode all = request.putArray("prescales");
      prescales.forEach(all::add);
    }
    if (priority != null) {
      request.put("priority", priority);
    }
    if (maxBacklog != null) {
      request.put("maxBacklog", maxBacklog);
    }
    if (minSize != null) {
      request.put("minSize", minSize);
    }
    if (reserve != null) {
      request.put("reserve", reserve);
    }
    return request;
  }

  private static void put(ObjectNode request, String field, Duration duration) {
    if (duration != null) {
      request.put(field, duration.toString());
    }
  }
}
