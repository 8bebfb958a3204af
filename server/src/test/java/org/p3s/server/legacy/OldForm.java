package org.p3s.server.legacy;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.util.LinkedHashMap;
import java.util.Map;
import org.p3s.server.testing.Api;

/** Forms as old clients send them, and what became of them. */
final class OldForm {

  private OldForm() {}

  /**
   * Posts fields, each {@code name=value}, of one name the last, and gives the reply whatever it
   * is.
   */
  static Response post(String path, String... fields) {
    Map<String, String> last = new LinkedHashMap<>();
    for (String each : fields) {
      last.put(each.substring(0, each.indexOf('=')), each.substring(each.indexOf('=') + 1));
    }
    return OldClient.post(path, last);
  }

  /** The text of a reply that has to be one. */
  static String say(String path, String... fields) {
    Response response = post(path, fields);
    assertThat(response.statusCode()).as(response.asString()).isEqualTo(200);
    assertThat(response.contentType()).startsWith("text/plain");
    return response.asString();
  }

  /** What the page of a run shows. */
  static JsonPath results(long run) {
    return Api.admin().get("/results?run=" + run).then().statusCode(200).extract().jsonPath();
  }
}
