package org.p3s.server.template;

import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.util.List;
import org.p3s.server.account.Audit;
import org.p3s.server.account.Caller;
import org.p3s.server.account.Role;
import org.p3s.server.platform.Listing;
import org.p3s.server.platform.Refusal;

/** {@code /data-types}. */
@Path("/api/v1/data-types")
public class DataTypeResource {

  /** One data type; {@code ext} with its dot. */
  public record View(String name, String ext, String comment) {}

  /** What can be set of a data type. */
  public record Change(
      @NotNull @Pattern(regexp = "(\\.[A-Za-z0-9]{1,15})?", message = "must be a dot and letters")
          String ext,
      @Size(max = 1000) String comment) {}

  private final DataTypes types;
  private final Caller caller;
  private final Audit audit;

  public DataTypeResource(DataTypes types, Caller caller, Audit audit) {
    this.types = types;
    this.caller = caller;
    this.audit = audit;
  }

  @GET
  @RolesAllowed({Role.VIEWER, Role.ADMIN})
  public Listing<View> list() {
    List<View> views =
        types.list().stream().map(each -> new View(each.name, each.ext, each.comment)).toList();
    return new Listing<>(views, null);
  }

  @PUT
  @Path("{name}")
  @RolesAllowed(Role.ADMIN)
  public View put(@PathParam("name") String name, Change change) {
    if (!name.matches("[A-Za-z0-9_.-]{1,64}")) {
      throw Refusal.invalid(
          "name", "A data type's name is 1 to 64 letters, digits, '_', '.', '-'.");
    }
    String comment = change.comment() == null ? "" : change.comment();
    types.put(name, change.ext(), comment);
    audit.note(caller.name(), "put data type", name, change.ext());
    return new View(name, change.ext(), comment);
  }
}
