package org.p3s.server.legacy;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.http.ContentType;
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
    var request = given().header("User-Agent", "Python-urllib/3.5").contentType(ContentType.URLENC);
    Map<String, String> last = new LinkedHashMap<>();
    for (String each : fields) {
      last.put(each.substring(0, each.indexOf('=')), each.substring(each.indexOf('=') + 1));
    }
    request.formParams(last);
    return request.post(path);
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
