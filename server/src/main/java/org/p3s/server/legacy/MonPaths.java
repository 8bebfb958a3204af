package org.p3s.server.legacy;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.p3s.server.account.Role;
import org.p3s.server.dqm.OldForms;
import org.p3s.server.dqm.ResultsRequest;
import org.p3s.server.legacy.Entries.Entry;
import org.p3s.server.legacy.Entries.Gone;
import org.p3s.server.legacy.Entries.Kind;
import org.p3s.server.platform.Refusal;

/** {@code /monitor/…}: results of a file that old payloads register, and take back. */
@Path("/legacy/monitor")
@Produces(MediaType.TEXT_PLAIN)
public class MonPaths {

  private static final Logger LOG = Logger.getLogger(MonPaths.class);

  /** Where pictures are when nobody says it. */
  private static final String SUBDIR = "2019_1";

  /** As in {@code 0001}, {@code subrun1}, {@code dl05}. */
  private static final Pattern NUMBER = Pattern.compile("[A-Za-z]{0,6}0*([0-9]{1,9})");

  private static final int MOST_NUMBERS = 20_000;
  private static final int MOST_PLOTS = 2_000;

  private final Entries entries;
  private final Pictures pictures;
  private final Times times;
  private final PayloadZone zones;
  private final Deletions deletions;

  public MonPaths(
      Entries entries, Pictures pictures, Times times, PayloadZone zones, Deletions deletions) {
    this.entries = entries;
    this.pictures = pictures;
    this.times = times;
    this.zones = zones;
    this.deletions = deletions;
  }

  /** Registers a summary and a list of pictures; they become metrics and plots of the run. */
  @POST
  @Path("addmon")
  @RolesAllowed(Role.DAQ)
  public String add(String body) {
    Form form = Form.of(body);
    String subdir = form.text("subdir", 255, SUBDIR);
    Entry entry =
        new Entry(
            number(form.get("subrun", "")),
            number(form.get("dl", "")),
            null,
            form.text("j_uuid", 64, ""),
            form.text("jobtype", 64, ""),
            subdir,
            "");
    ZoneId zone = zones.of(entry.jobUuid()).orElse(times.zone());
    Instant at = times.read("ts", form.get("ts"), zone);
    OldForms.Read read = read(form);
    ResultsRequest results = draw(read.results(), subdir, entry.jobUuid());
    entries.add(Kind.MON, results, entry, at == null ? times.stamp(read.timeStamp(), zone) : at);
    return "Adding mon entry for run %s, subrun %s, dl %s, subdir %s"
        .formatted(form.get("run", ""), form.get("subrun", ""), form.get("dl", ""), subdir);
  }

  private static OldForms.Read read(Form form) {
    Map<String, String> lists = new LinkedHashMap<>();
    lists.put("summary", form.get("summary", ""));
    lists.put("description", form.get("description", ""));
    Integer run = number(form.get("run", ""));
    if (run == null && form.has("run")) {
      throw Refusal.invalid("run", "run must be a number such as 003907");
    }
    OldForms.Read read = OldForms.read(run == null ? null : run.longValue(), lists);
    ResultsRequest results = read.results();
    if (results.run() == null) {
      throw Refusal.invalid("run", "run must be given, as a number such as 003907");
    }
    if (results.metrics().size() > MOST_NUMBERS || results.plots().size() > MOST_PLOTS) {
      throw Refusal.invalid(
          "summary",
          "an entry has at most %d numbers and %d pictures".formatted(MOST_NUMBERS, MOST_PLOTS));
    }
    if (!read.skipped().isEmpty()) {
      LOG.infof(
          "Of run %d an old client says what is not taken: %s", results.run(), read.skipped());
    }
    return read;
  }

  private ResultsRequest draw(ResultsRequest results, String subdir, String uuid) {
    return new ResultsRequest(
        results.run(),
        null,
        null,
        results.metrics(),
        pictures.fetch(results.plots(), subdir, uuid),
        null);
  }

  /** Null when it is none. */
  private static Integer number(String text) {
    Matcher matcher = NUMBER.matcher(text.strip());
    return matcher.matches() ? Integer.valueOf(matcher.group(1)) : null;
  }

  /** Takes back what was registered: all, by number, or of a run or one part of it. */
  @POST
  @Path("delmon")
  @RolesAllowed(Role.ADMIN)
  public String delete(String body) {
    Form form = Form.of(body);
    String run = form.get("run", "");
    String ids = form.get("pk", form.get("id", ""));
    if (run.isEmpty() && ids.isEmpty()) {
      return "Did not delete mon entries, run/ID unspecified";
    }
    if (run.equals("ALL") || ids.equals("ALL")) {
      return deletions.ofAll(
          "mon entries", () -> entries.delete(Kind.MON, Choice.all()), "Deleted ALL mon entries");
    }
    return ids.isEmpty() ? deleteRun(run, form.get("subrun", "")) : deleteIds(Keys.of(ids));
  }

  private String deleteRun(String run, String subrun) {
    Integer number = number(run);
    Integer part = number(subrun);
    String named = subrun.isEmpty() ? run : run + "::" + subrun;
    if (number == null || (part == null && !subrun.isEmpty())) {
      return "Failed to delete mon entries for run " + named;
    }
    Choice choice = Choice.subrun(number, part == null ? null : part.longValue());
    return "Deleted %d mon entries for run %s"
        .formatted(entries.delete(Kind.MON, choice).size(), named);
  }

  private String deleteIds(Keys keys) {
    Set<Long> gone =
        entries.delete(Kind.MON, Choice.ids(keys)).stream()
            .map(Gone::id)
            .collect(Collectors.toSet());
    return keys.all().stream()
        .map(
            id ->
                (gone.contains(id) ? "Deleted mon entry ID " : "Failed to delete mon entry ID ")
                    + id
                    + "\n")
        .collect(Collectors.joining());
  }

  /** Their pictures lie in another folder; the client moves them when it knows of which jobs. */
  @POST
  @Path("move")
  @RolesAllowed(Role.ADMIN)
  public String move(String body) {
    Form form = Form.of(body);
    form.mustHave("moveto");
    Keys keys = Keys.of(form.get("pk", form.get("id", "")));
    List<String> uuids = entries.move(Kind.MON, Choice.ids(keys), form.text("moveto", 255, SUBDIR));
    return String.join(",", uuids);
  }
}
