package org.p3s.server;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.p3s.server.testing.Api;
import org.p3s.server.testing.FakePilot;
import org.p3s.server.testing.ServerTest;
import org.p3s.server.testing.TestPostgres;

/** Whatever is thrown at whichever route: a problem document, never an error of ours. */
@ServerTest
class RubbishTest {

  private static final List<String> BODIES =
      List.of(
          "",
          "{",
          "null",
          "[]",
          "[null]",
          "[[[[]]]]",
          "\"text\"",
          "5",
          "{\"a\": \"b\"}",
          "{\"name\": {}, \"files\": 5, \"jobs\": [], \"run\": \"x\", \"eta\": \"PT\", \"metrics\": 7}",
          "{\"name\": \"\\u0000\", \"host\": \"\\u0000\", \"url\": \"/\\u0000\", \"template\": \"\\u0000\"}",
          "{\"name\": \"../../etc/passwd\", \"url\": \"../../etc/passwd\", \"payload\": \"x\"}",
          "{\"name\": \"<script>alert(1)</script>'\\\"\", \"url\": \"/x/<b>'\", \"payload\": \"\u00fc\u4e2d\"}",
          "{\"want\": 1e400, \"waitSeconds\": -5, \"running\": [{\"jobId\": \"x\"}], \"reports\": {}}",
          "{\"run\": 99999999999999999999, \"size\": -1, \"slots\": 1.5, \"prescale\": 0}",
          "{" + "\"a\":{".repeat(900) + "}".repeat(901));

  private static final List<String> SEGMENTS =
      List.of(
          "1",
          "0",
          "-1",
          "99999999999999999999",
          "..",
          "%00",
          "%27%22%3Cb%3E",
          "\u00fc",
          "a".repeat(300));

  private static RequestSpecification admin() {
    return given()
        .redirects()
        .follow(false)
        .urlEncodingEnabled(false)
        .header("Authorization", "Bearer " + TestPostgres.ADMIN);
  }

  private static Map<String, Map<String, Object>> paths() {
    return admin().get("/q/openapi?format=json").then().statusCode(200).extract().path("paths");
  }

  private static String verdict(String what, Response response) {
    int status = response.statusCode();
    if (status >= 500) {
      return what + " -> " + status + " " + response.asString();
    }
    boolean explained =
        String.valueOf(response.contentType()).startsWith("application/problem+json")
            || String.valueOf(response.contentType()).startsWith("text/html");
    return status < 400 || explained ? null : what + " -> " + status + " unexplained";
  }

  @Test
  void bodies() {
    List<String> bad = new ArrayList<>();
    paths()
        .forEach(
            (path, methods) ->
                methods.keySet().stream()
                    .filter(method -> !method.equals("get"))
                    .forEach(
                        method -> {
                          for (String body : BODIES) {
                            for (String type : List.of("application/json", "application/xml")) {
                              String url = path.replaceAll("\\{[^}]*}", "999999999");
                              String what = method + " " + url + " " + type + " " + cut(body);
                              add(
                                  bad,
                                  verdict(
                                      what,
                                      admin().contentType(type).body(body).request(method, url)));
                            }
                          }
                        }));
    assertThat(bad).isEmpty();
  }

  @Test
  void aWrongValueOfAQueryParameterIsNamedWithWhatItTakes() {
    Map.of(
            "/jobs?state=BROKEN", "state must be one of WAITING, READY, ",
            "/jobs?workflow=x", "workflow must be a whole number",
            "/runs?limit=1.5", "limit must be a whole number",
            "/pilots?live=perhaps", "live must be true or false")
        .forEach(
            (url, rule) ->
                admin()
                    .get("/api/v1" + url)
                    .then()
                    .statusCode(422)
                    .body("detail", startsWith(rule))
                    .body("violations[0].field", equalTo(rule.split(" ", 2)[0])));
  }

  /** What was meant as a rehearsal must not happen. */
  @Test
  void aDryRunThatIsNotUnderstoodDoesNothing() {
    admin()
        .contentType("application/xml")
        .body("<graphml/>")
        .post("/api/v1/dag-templates?name=rehearsed&dryRun=yes")
        .then()
        .statusCode(422)
        .body("violations[0].field", equalTo("dryRun"));
  }

  @Test
  void pathsAndParameters() {
    List<String> bad = new ArrayList<>();
    paths()
        .forEach(
            (path, methods) -> {
              // a stream of events has no end
              if (!methods.containsKey("get") || path.endsWith("/events")) {
                return;
              }
              for (String segment : SEGMENTS) {
                String url = path.replaceAll("\\{[^}]*}", segment);
                String query =
                    "?state=%1$s&run=%1$s&limit=%1$s&cursor=%1$s&name=%1$s&site=%1$s&stream=%1$s&version=%1$s&type=%1$s"
                        .formatted(segment);
                add(bad, verdict("GET " + cut(url), admin().get(url)));
                add(
                    bad,
                    verdict(
                        "GET " + cut(path + query),
                        admin().get(path.replaceAll("\\{[^}]*}", "1") + query)));
              }
            });
    assertThat(bad).isEmpty();
  }

  @Test
  void whatPilotsSend() {
    FakePilot pilot = FakePilot.register("rubbish", 1);
    List<String> bad = new ArrayList<>();
    for (String body : BODIES) {
      for (String call : List.of("exchange", "log")) {
        String path = "/pilots/" + pilot.id + "/" + call;
        add(bad, verdict(call + " " + cut(body), Api.as(pilot.token).body(body).post(path)));
      }
    }
    assertThat(bad).isEmpty();
  }

  @Test
  void aBodyThatIsTooLarge() throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), RestAssured.port)) {
      socket.setSoTimeout(10_000);
      String head =
          """
          POST /api/v1/workflows HTTP/1.1\r
          Host: localhost\r
          Authorization: Bearer %s\r
          Content-Type: application/json\r
          Content-Length: 17825792\r
          Connection: close\r
          \r
          """
              .formatted(TestPostgres.ADMIN);
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(answer).startsWith("HTTP/1.1 413").contains("application/problem+json");
    }
  }

  @Test
  void aBodyThatTurnsOutToBeTooLarge() throws IOException {
    for (String path : List.of("workflows", "files")) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), RestAssured.port)) {
        socket.setSoTimeout(10_000);
        String head =
            """
            POST /api/v1/%s HTTP/1.1\r
            Host: localhost\r
            Authorization: Bearer %s\r
            Content-Type: application/json\r
            Transfer-Encoding: chunked\r
            \r
            """
                .formatted(path, TestPostgres.ADMIN);
        OutputStream out = new BufferedOutputStream(socket.getOutputStream());
        out.write(head.getBytes(StandardCharsets.US_ASCII));
        byte[] chunk =
            ("10000\r\n" + " ".repeat(65_536) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < 257; i++) {
          out.write(chunk);
        }
        out.flush();
        // the end of the chunks is never sent, so the answer must come without it
        StringBuilder answer = new StringBuilder();
        byte[] some = new byte[4_096];
        while (answer.indexOf("MiB") < 0) {
          int read = socket.getInputStream().read(some);
          assertThat(read).as("answer so far: " + answer).isPositive();
          answer.append(new String(some, 0, read, StandardCharsets.UTF_8));
        }
        assertThat(answer.toString())
            .startsWith("HTTP/1.1 413")
            .contains("application/problem+json", "larger than 16 MiB");
      }
    }
  }

  private static void add(List<String> bad, String verdict) {
    if (verdict != null) {
      bad.add(verdict);
    }
  }

  private static String cut(String text) {
    return text.length() > 120 ? text.substring(0, 120) + "…" : text;
  }
}
