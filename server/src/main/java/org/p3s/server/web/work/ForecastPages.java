package org.p3s.server.web.work;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.p3s.server.account.Role;
import org.p3s.server.data.Forecasts;
import org.p3s.server.deadline.Forecast;
import org.p3s.server.web.Asked;

/** {@code /forecast}: what is ahead, whether it is done in time, and what would help. */
@Path("/forecast")
@Blocking
@Produces(MediaType.TEXT_HTML)
@RolesAllowed({Role.VIEWER, Role.ADMIN})
public class ForecastPages {

  @CheckedTemplate(basePath = "web", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
  record ForecastDetail(
      Forecast now,
      List<LatencyHistogram.Bin> latencies,
      Integer pilots,
      Integer prescale,
      String sentence)
      implements TemplateInstance {}

  private final Forecasts forecasts;
  private final LatencyHistogram histogram;

  ForecastPages(Forecasts forecasts, LatencyHistogram histogram) {
    this.forecasts = forecasts;
    this.histogram = histogram;
  }

  @GET
  public TemplateInstance forecast(
      @QueryParam("pilots") String pilots, @QueryParam("prescale") String prescale) {
    Integer more = number("pilots", pilots);
    Integer scale = number("prescale", prescale);
    Forecast now = forecasts.of(more, scale);
    return new ForecastDetail(now, histogram.read(), more, scale, sentence(now));
  }

  private static Integer number(String field, String text) {
    String asked = Asked.text(text);
    boolean isNegative = asked != null && asked.startsWith("-");
    Long number = Asked.number(field, isNegative ? asked.substring(1) : asked);
    return number == null
        ? null
        : (int) Math.min(number, Integer.MAX_VALUE) * (isNegative ? -1 : 1);
  }

  private static String sentence(Forecast now) {
    if (now.pilots() == 0) {
      return "No pilot is there, so nothing is done and nothing can be foreseen.";
    }
    if (now.load() == null) {
      return "It is not known how much work a file is: none has come since this server started, or its jobs have not been measured yet.";
    }
    String load =
        "Files bring %.0f %% of the work that the pilots can do".formatted(100 * now.load());
    if (now.clearsAt() == null) {
      return load
          + ": that is too much. Of the files at most %.0f %% can be processed in time."
              .formatted(100 / now.load());
    }
    return load + ".";
  }
}
