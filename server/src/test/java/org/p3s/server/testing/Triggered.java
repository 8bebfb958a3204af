package org.p3s.server.testing;

import io.restassured.path.json.JsonPath;
import java.util.UUID;

/** A trigger on a new template, for files whose names begin with a word of its own. */
public final class Triggered {

  /** The only site whose pilots may run its jobs. */
  public final String site;

  /** What the names of its files begin with. */
  public final String prefix = "t" + UUID.randomUUID().toString().replace("-", "");

  public final String template;
  public final long id;

  private Triggered(String site, String arrows, String more) {
    this.site = site;
    template = Graphs.template(site, arrows);
    id =
        Api.admin()
            .body(
                "{\"name\": \"%1$s\", \"pattern\": \"%1$s.*\", \"template\": \"%2$s\"%3$s}"
                    .formatted(prefix, template, more))
            .post("/triggers")
            .then()
            .statusCode(201)
            .extract()
            .jsonPath()
            .getLong("id");
  }

  public static Triggered by(String arrows) {
    return by(arrows, "");
  }

  /** With further fields, such as {@code , "prescale": 3}. */
  public static Triggered by(String arrows, String more) {
    return at(UUID.randomUUID().toString(), arrows, more);
  }

  /** The same for pilots of a site that others may use too. */
  public static Triggered at(String site, String arrows, String more) {
    return new Triggered(site, arrows, more);
  }

  /** The event of a file with this name's end. */
  public String event(String end, String more) {
    return "{\"name\": \"%1$s%2$s\", \"url\": \"/data/%1$s%2$s\"%3$s}".formatted(prefix, end, more);
  }

  /** Announces a file and returns the answer. */
  public JsonPath announce(String end, String more) {
    return Api.admin().body(event(end, more)).post("/files").then().extract().jsonPath();
  }
}
