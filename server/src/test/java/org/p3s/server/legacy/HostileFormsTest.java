package org.p3s.server.legacy;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.response.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.p3s.server.testing.ServerTest;

/** Whatever old clients send: never an error of ours, and never HTML. */
@ServerTest
class HostileFormsTest {

  /** All fields that any path knows. */
  private static final List<String> FIELDS =
      List.of(
          "uuid",
          "user",
          "state",
          "site",
          "host",
          "ts",
          "pid",
          "extra",
          "event",
          "errcode",
          "job",
          "jobtype",
          "payload",
          "env",
          "priority",
          "timeout",
          "name",
          "limit",
          "pk",
          "id",
          "what",
          "dag",
          "graphml",
          "fileinfo",
          "jobinfo",
          "dirpath",
          "datatype",
          "targetuuid",
          "ext",
          "comment",
          "to",
          "direct",
          "message",
          "summary",
          "description",
          "run",
          "subrun",
          "dl",
          "j_uuid",
          "subdir",
          "moveto",
          "tpc",
          "lifetime",
          "error",
          "count",
          "sn",
          "snclusters",
          "drifttime",
          "infile",
          "json");

  private static final List<String> VALUES =
      List.of(
          "",
          "%00",
          "%F0%9F%92%A9",
          "%3Cscript%3Ealert(1)%3C/script%3E%27%22",
          "..%2F..%2Fetc%2Fpasswd",
          "-1",
          "99999999999999999999",
          "1e400",
          "NaN",
          "%7B%22a%22%3A%7B%7D%7D",
          "%5B%5B%5D%2C5%2Cnull%2C%7B%7D%5D",
          "%5B%7B%22run%22%3A%7B%7D%2C%22Files%22%3A5%2C%22Category%22%3A%5B%5D%7D%5D",
          "%7B",
          "1-999999999999999999",
          "a".repeat(10_000));

  static Stream<String> paths() {
    return new Routes().all().keySet().stream().sorted();
  }

  @ParameterizedTest
  @MethodSource("paths")
  void areAnswered(String path) {
    List<String> bad = new ArrayList<>();
    for (String value : VALUES) {
      String fields =
          FIELDS.stream().map(field -> field + "=" + value).collect(Collectors.joining("&"));
      look(bad, "POST " + value, given().body(fields).contentType("text/plain").post(path));
      String query = value.length() > 1_000 ? "name=" + value.substring(0, 1_000) : fields;
      look(
          bad,
          "GET " + value,
          given().urlEncodingEnabled(false).redirects().follow(false).get(path + "?" + query));
    }
    look(bad, "POST %zz", given().body("uuid=%zz").contentType("text/plain").post(path));
    assertThat(bad).isEmpty();
  }

  private static void look(List<String> bad, String what, Response response) {
    String type = String.valueOf(response.contentType());
    if (response.statusCode() >= 500 || type.startsWith("text/html")) {
      bad.add(
          what.substring(0, Math.min(40, what.length()))
              + " -> "
              + response.statusCode()
              + " "
              + type
              + " "
              + response.asString());
    }
  }
}
