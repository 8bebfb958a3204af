package org.p3s.server.legacy;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.response.Response;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.p3s.server.testing.ServerTest;

/** Whatever comes in: no error of ours, and nothing that a browser would take for a page. */
@ServerTest
class HostileInputTest {

  private static final List<String> NASTY =
      List.of(
          "<script>alert(1)</script>",
          "it's \"quoted\" \\ and `ticked`; drop table legacy_dataset; --",
          "nul\0inside",
          "\0",
          "x".repeat(10_000),
          "é漢😀".repeat(40),
          "-1",
          "-99999999999999999999",
          "99999999999999999999",
          "1e9",
          "NaN",
          "{",
          "{\"name\": \"\\u0000\", \"env\": {\"A\": \"\\u0000\"}}",
          "{\"name\": \"\\ud800\", \"env\": \"\\udfff\"}",
          "[".repeat(5_000),
          "{\"name\":\"a\",\"env\":" + "{\"a\":".repeat(900) + "1" + "}".repeat(900) + "}",
          "1-2-3",
          "9-1",
          "%zz",
          "{0} {name} %s $1",
          "../../etc/passwd",
          "a\r\nSet-Cookie: x=y",
          " ");

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "/data/register uuid,name,dirpath,state,comment,datatype,wf,wfuuid,targetuuid",
        "/data/adjust uuid,name,comment,targetuuid",
        "/data/delete uuid,pk",
        "/data/registertype name,ext,comment",
        "/data/deletetype name",
        "/sites/define site",
        "/sites/delete site",
        "/logic/service name,message",
        "/logic/delete pk",
        "/logic/purge what,state,direct,skip0",
        "/logic/pilotTO to,host,direct",
        "/logic/jobTO to,host,direct"
      })
  void noFormBreaksAnything(String path, String fields) {
    for (String nasty : NASTY) {
      Map<String, String> all = new HashMap<>();
      for (String field : fields.split(",")) {
        all.put(field, nasty);
        Map<String, String> good = good();
        good.put(field, nasty);
        check(path, field + "=" + nasty, OldClient.post(path, good));
      }
      check(path, nasty, OldClient.post(path, all));
    }
    check(path, "nothing", OldClient.post(path, Map.of()));
  }

  private static Map<String, String> good() {
    Map<String, String> form = new HashMap<>();
    form.put("uuid", UUID.randomUUID().toString());
    form.put("name", "good");
    form.put("ext", ".good");
    form.put("dirpath", "/data/good");
    form.put("what", "service");
    form.put("state", "defined");
    form.put("to", "86400");
    form.put("message", "good");
    form.put("site", "{\"name\": \"good\"}");
    return form;
  }

  static Stream<String> gets() {
    return Stream.of(
        "/data/getdata",
        "/sites",
        "/pilotinfo",
        "/monitor/jobs",
        "/monitor/services",
        "/monitor/sites",
        "/monitor/sitedetail",
        "/monitor/jobdetail",
        "/monitor/pilotdetail",
        "/monitor/wfdetail",
        "/monitor/datadetail",
        "/monitor/dagdetail");
  }

  @ParameterizedTest
  @MethodSource("gets")
  void noQueryBreaksAnything(String path) {
    for (String nasty : NASTY) {
      if (nasty.length() > 3_000) {
        continue; // the server takes no lines as long as that
      }
      for (String field : List.of("uuid", "pk", "name", "out")) {
        check(path, field + "=" + nasty, OldClient.get(path, Map.of(field, nasty)));
      }
    }
    check(path, "nothing", OldClient.get(path, Map.of()));
  }

  private static void check(String path, String input, Response response) {
    assertThat(response.statusCode())
        .as("%s %.60s: %.200s", path, input, response.asString())
        .isLessThan(500);
    assertThat(response.contentType() == null ? "" : response.contentType())
        .as("%s %.60s", path, input)
        .doesNotContain("html");
    assertThat(response.headers().hasHeaderWithName("Set-Cookie")).isFalse();
  }
}
