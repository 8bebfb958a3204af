package org.p3s.server.web.work;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;
import org.p3s.server.account.Caller;
import org.p3s.server.account.Role;
import org.p3s.server.job.type.JobTypeChanges;
import org.p3s.server.job.type.JobTypeOverview;
import org.p3s.server.job.type.JobTypeRequest;
import org.p3s.server.job.type.JobTypeView;
import org.p3s.server.platform.Refusal;
import org.p3s.server.web.Asked;
import org.p3s.server.web.Link;

/** {@code /job-types}: limits and pauses. */
@Path("/job-types")
@Blocking
@Produces(MediaType.TEXT_HTML)
@RolesAllowed({Role.VIEWER, Role.ADMIN})
public class JobTypePages {

  /** {@code chosen} is null when no type was asked for. */
  @CheckedTemplate(basePath = "web", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
  record JobTypeList(List<JobTypeView> types, JobTypeView chosen, String sentence, boolean settable)
      implements TemplateInstance {}

  private final JobTypeOverview overview;
  private final JobTypeChanges changes;
  private final Caller caller;

  JobTypePages(JobTypeOverview overview, JobTypeChanges changes, Caller caller) {
    this.overview = overview;
    this.changes = changes;
    this.caller = caller;
  }

  @GET
  public TemplateInstance list(@QueryParam("type") String type) {
    List<JobTypeView> types = overview.all();
    String name = Asked.text(type);
    JobTypeView chosen =
        name == null
            ? null
            : types.stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElse(JobTypeView.unknown(name));
    String sentence = chosen == null ? "" : sentence(chosen);
    return new JobTypeList(
        types, chosen, sentence, name != null && JobTypeChanges.isLimitable(name));
  }

  private static String sentence(JobTypeView type) {
    String held =
        "Pilots hold %d jobs of this type and %d are ready".formatted(type.held(), type.ready());
    if (type.paused()) {
      return held + "; the type is paused, so none of them is given to a pilot.";
    }
    if (type.limit() == null) {
      return held + "; nothing limits them.";
    }
    return held + "; at most %d run at a time.".formatted(type.limit());
  }

  @POST
  @RolesAllowed(Role.ADMIN)
  public Response set(
      @FormParam("type") String type,
      @FormParam("limit") String limit,
      @FormParam("paused") boolean paused,
      @FormParam("comment") String comment) {
    String name = Asked.text(type);
    if (name == null) {
      throw Refusal.invalid("type", "type must not be empty");
    }
    JobTypeRequest request = new JobTypeRequest(number(limit), paused, Asked.text(comment));
    changes.change(name, request::on, caller.name());
    return Response.seeOther(URI.create(Link.to("/job-types").with("type", name).address()))
        .build();
  }

  private static Integer number(String limit) {
    Long number = Asked.number("limit", limit);
    return number == null ? null : (int) Math.min(number, Integer.MAX_VALUE);
  }
}
