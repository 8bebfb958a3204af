package org.p3s.server.legacy;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.p3s.protocol.Problem.Violation;
import org.p3s.server.account.Audit;
import org.p3s.server.account.Caller;
import org.p3s.server.account.Role;
import org.p3s.server.platform.Refusal;
import org.p3s.server.template.DataTypes;

/** {@code /data/…}: files that clients register, and data types. */
@Path("/legacy/data")
@Produces(MediaType.TEXT_PLAIN)
public class DataPaths {

  private static final String TYPE = "[A-Za-z0-9_.-]{1,64}";
  private static final int LONGEST = 256;
  private static final int LONGEST_COMMENT = 1_000;

  private final Datasets datasets;
  private final Arrivals arrivals;
  private final DataTypes types;
  private final Deletions deletions;
  private final Caller caller;
  private final Audit audit;

  @SuppressWarnings("TooManyParameters") // one per neighbour; there is nothing to bundle
  DataPaths(
      Datasets datasets,
      Arrivals arrivals,
      DataTypes types,
      Deletions deletions,
      Caller caller,
      Audit audit) {
    this.datasets = datasets;
    this.arrivals = arrivals;
    this.types = types;
    this.deletions = deletions;
    this.caller = caller;
    this.audit = audit;
  }

  /** Notes a file; one from data taking for which there is no job yet is announced, too. */
  @POST
  @Path("register")
  @RolesAllowed(Role.DAQ)
  public String register(String body) {
    Form form = Form.of(body);
    if (!form.has("uuid")) {
      return "Missing uuid";
    }
    Dataset dataset = read(form);
    // two transactions: should we die in between, the file is announced and not on the list, and
    // the
    // client, which got no reply, registers it again: either may be done twice
    String wrong = dataset.isNews() ? arrivals.announce(dataset, caller.name()) : "";
    if (!wrong.isEmpty()) {
      return "DS %s is not registered: %s".formatted(dataset.name(), wrong);
    }
    datasets.addAll(List.of(dataset));
    return "DS " + dataset.name();
  }

  private static Dataset read(Form form) {
    return new Dataset(
        form.uuid("uuid"),
        field(form, "name"),
        form.text("dirpath", LONGEST, "dummypath"),
        field(form, "state"),
        field(form, "comment"),
        field(form, "datatype"),
        "",
        field(form, "wf"),
        field(form, "wfuuid"),
        "",
        "",
        "",
        field(form, "targetuuid"));
  }

  /**
   * What a field may hold. A reply that was taken for a job's uuid is refused: then the file stays
   * unknown, and the next scan tries again.
   */
  private static String field(Form form, String name) {
    if (name.endsWith("uuid")) {
      return form.has(name) ? form.uuid(name) : "";
    }
    return form.text(name, LONGEST, "");
  }

  /** Changes what the form names. */
  @POST
  @Path("adjust")
  @RolesAllowed(Role.ADMIN)
  public String adjust(String body) {
    Form form = Form.of(body);
    if (!form.has("uuid")) {
      return "Missing identifyer";
    }
    Map<String, String> changes = new HashMap<>();
    Datasets.ADJUSTABLE.stream()
        .filter(each -> form.get(each) != null)
        .forEach(each -> changes.put(each, field(form, each)));
    return "DS "
        + datasets.adjust(form.get("uuid"), changes).orElse(form.get("uuid") + " not found");
  }

  /** Takes some off the list, by uuids, by numbers, or all; the files themselves stay. */
  @POST
  @Path("delete")
  @RolesAllowed(Role.ADMIN)
  public String delete(String body) {
    Form form = Form.of(body);
    String uuids = form.get("uuid", "");
    if (uuids.equals("ALL") || form.get("pk", "").equals("ALL")) {
      return deletions.ofAll("datasets", datasets::deleteAll);
    }
    if (!uuids.isEmpty()) {
      return delete(Arrays.stream(uuids.split(",")).map(String::strip).distinct().toList());
    }
    return form.has("pk")
        ? "Entries %s deleted"
            .formatted(datasets.delete(Keys.of(form.get("pk"))).stream().sorted().toList())
        : "No keys for deletion provided";
  }

  private String delete(List<String> uuids) {
    List<String> missing = new ArrayList<>(uuids);
    missing.removeAll(datasets.delete(uuids));
    return missing.isEmpty()
        ? uuids.stream().collect(Collectors.joining("', '", "Entries ['", "'] deleted"))
        : String.join(",", missing) + " not found";
  }

  /** Adds a data type, or changes it. */
  @POST
  @Path("registertype")
  @RolesAllowed(Role.ADMIN)
  public String registerType(String body) {
    Form form = Form.of(body);
    String name = form.get("name", "");
    String ext = form.get("ext", "");
    List<Violation> broken = new ArrayList<>();
    must(name.matches(TYPE), "name", "must be 1 to 64 letters, digits, '_', '.', '-'", broken);
    must(ext.matches("(\\.[A-Za-z0-9]{1,15})?"), "ext", "must be a dot and letters", broken);
    String comment = form.get("comment", "");
    must(
        comment.length() <= LONGEST_COMMENT && comment.indexOf('\0') < 0,
        "comment",
        "must have at most %d characters, NUL not among them".formatted(LONGEST_COMMENT),
        broken);
    if (!broken.isEmpty()) {
      throw Refusal.invalid(broken);
    }
    types.put(name, ext, comment);
    audit.note(caller.name(), "put data type", name, ext);
    return "Data Type " + name;
  }

  private static void must(boolean holds, String field, String rule, List<Violation> broken) {
    if (!holds) {
      broken.add(new Violation(field, null, field + " " + rule));
    }
  }

  /** Takes a data type away; templates that name it stay as they are. */
  @POST
  @Path("deletetype")
  @RolesAllowed(Role.ADMIN)
  public String deleteType(String body) {
    String name = Form.of(body).get("name", "");
    if (!name.matches(TYPE) || !types.delete(name)) {
      return name + " not found";
    }
    audit.note(caller.name(), "delete data type", name, "");
    return name + " deleted";
  }

  /** What is known under a file's name; clients ask it whether a file has been processed. */
  @GET
  @Path("getdata")
  @RolesAllowed(Role.VIEWER)
  @Produces(MediaType.APPLICATION_JSON)
  public String getData(@QueryParam("name") String name) {
    return Serialized.list(datasets.find(name == null ? "" : name));
  }
}
