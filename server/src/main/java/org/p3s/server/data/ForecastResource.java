package org.p3s.server.data;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import org.p3s.server.account.Role;
import org.p3s.server.deadline.Forecast;

/** {@code /forecast}. */
@Path("/api/v1/forecast")
public class ForecastResource {

  private final Forecasts forecasts;

  public ForecastResource(Forecasts forecasts) {
    this.forecasts = forecasts;
  }

  /**
   * What is to be expected, as things are or as they would be.
   *
   * @param pilots so many more, like those that are there
   * @param prescale one file in so many
   */
  @GET
  @RolesAllowed({Role.VIEWER, Role.ADMIN, Role.DAQ})
  public Forecast forecast(
      @QueryParam("pilots") Integer pilots, @QueryParam("prescale") Integer prescale) {
    return forecasts.of(pilots, prescale);
  }
}
