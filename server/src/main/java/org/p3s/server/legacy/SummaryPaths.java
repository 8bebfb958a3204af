package org.p3s.server.legacy;

import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.p3s.server.account.Role;

/** {@code /} and {@code /pilotinfo}: everything in numbers. */
@Path("/legacy")
public class SummaryPaths {

  private final Counts counts;
  private final Addresses addresses;

  SummaryPaths(Counts counts, Addresses addresses) {
    this.counts = counts;
    this.addresses = addresses;
  }

  /** The summary for programs; who wants a page is led to those of ours. */
  @GET
  @PermitAll
  public Response summary(@QueryParam("out") String out) {
    String server = addresses.server();
    if (!"json".equals(out)) {
      return Response.seeOther(URI.create(server + "/")).build();
    }
    Map<String, Object> summary = new LinkedHashMap<>();
    summary.put("pilots", entry("Pilots: total/idle/running/stopped/TO", counts.pilots()));
    summary.put("jobs", entry("Jobs: total/defined/running/finished/TO", counts.jobs()));
    summary.put("workflows", entry("Workflows: total", List.of(counts.workflows())));
    summary.put("datasets", entry("Datasets: total", List.of(counts.datasets())));
    summary.put("domain", URI.create(server).getAuthority());
    summary.put("host", host());
    summary.put("uptime", uptime());
    return Response.ok(Serialized.json(summary), MediaType.APPLICATION_JSON).build();
  }

  private static Map<String, Object> entry(String what, List<Long> numbers) {
    return Map.of("entry", what, "data", numbers);
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unknown";
    }
  }

  private static String uptime() {
    Duration up = Duration.ofMillis(ManagementFactory.getRuntimeMXBean().getUptime());
    return "%d days, %d:%02d".formatted(up.toDays(), up.toHoursPart(), up.toMinutesPart());
  }

  /** How many pilots are there; by it a batch system's script knows how many to start. */
  @GET
  @Path("pilotinfo")
  @RolesAllowed(Role.VIEWER)
  @Produces(MediaType.TEXT_PLAIN)
  public String pilotInfo() {
    return String.valueOf(counts.activePilots());
  }
}
