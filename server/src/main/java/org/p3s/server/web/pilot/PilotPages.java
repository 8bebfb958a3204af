package org.p3s.server.web.pilot;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;
import java.util.stream.Stream;
import org.p3s.server.account.Caller;
import org.p3s.server.account.Role;
import org.p3s.server.job.Job;
import org.p3s.server.job.JobState;
import org.p3s.server.job.JobStore;
import org.p3s.server.pilot.Pilot;
import org.p3s.server.pilot.Pilots;
import org.p3s.server.platform.Listing;
import org.p3s.server.web.Asked;
import org.p3s.server.web.Link;

/** {@code /pilots}. */
@Path("/pilots")
@Blocking
@Produces(MediaType.TEXT_HTML)
@RolesAllowed({Role.VIEWER, Role.ADMIN})
public class PilotPages {

  private static final int PILOTS = 100;
  private static final int JOBS = 50;

  @CheckedTemplate(basePath = "web", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
  record PilotList(List<Pilot> live, List<Pilot> ended, String site, String next)
      implements TemplateInstance {}

  @CheckedTemplate(basePath = "web", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
  record PilotDetail(Pilot pilot, List<Job> held, List<Job> recent) implements TemplateInstance {}

  private final Pilots pilots;
  private final JobStore jobs;
  private final Caller caller;

  PilotPages(Pilots pilots, JobStore jobs, Caller caller) {
    this.pilots = pilots;
    this.jobs = jobs;
    this.caller = caller;
  }

  @GET
  public TemplateInstance list(
      @QueryParam("site") String site, @QueryParam("cursor") String cursor) {
    String wanted = Asked.text(site);
    Listing<Pilot> live = pilots.list(null, wanted, true, Asked.number("cursor", cursor), PILOTS);
    List<Pilot> ended =
        pilots.list(null, wanted, false, null, PILOTS).items().stream()
            .filter(each -> each.state().isTerminal())
            .toList();
    String next =
        live.next() == null
            ? ""
            : Link.to("/pilots").with("site", wanted).with("cursor", live.next()).address();
    return new PilotList(live.items(), ended, wanted, next);
  }

  @GET
  @Path("{id}")
  public TemplateInstance show(@PathParam("id") long id) {
    Pilot pilot = pilots.find(id);
    List<Job> recent = jobs.list(new JobStore.Filter(null, null, null, id, null), JOBS).items();
    List<Job> held =
        Stream.of(JobState.RUNNING, JobState.DISPATCHED)
            .flatMap(
                state ->
                    jobs
                        .list(new JobStore.Filter(state, null, null, id, null), JOBS)
                        .items()
                        .stream())
            .toList();
    return new PilotDetail(
        pilot, held, recent.stream().filter(each -> each.state().isTerminal()).toList());
  }

  @POST
  @Path("{id}/drain")
  @RolesAllowed(Role.ADMIN)
  public Response drain(@PathParam("id") long id) {
    pilots.command(id, "DRAIN", caller.name());
    return Response.seeOther(URI.create("/pilots/" + id)).build();
  }

  @POST
  @Path("{id}/stop")
  @RolesAllowed(Role.ADMIN)
  public Response stop(@PathParam("id") long id) {
    pilots.command(id, "STOP", caller.name());
    return Response.seeOther(URI.create("/pilots/" + id)).build();
  }
}
