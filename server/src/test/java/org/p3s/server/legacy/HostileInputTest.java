package org.p3s.server.legacy;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.response.Response;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.p3s.server.testing.Api;
import org.p3s.server.testing.ServerTest;

/** Whatever comes in: no error of ours, and nothing that a browser would take for a page. */
@ServerTest
class HostileInputTest {

  private static final String KNOWN = "hostile";
  private static final String GRAPH =
      "<graphml xmlns='http://graphml.graphdrawing.org/xmlns'><graph edgedefault='directed'><node id='a'/></graph></graphml>";

  /** All paths that take forms, with their fields. */
  private static final List<String> FORMS =
      List.of(
          "/pilots/register uuid,state,site,host,extra",
          "/pilots/request uuid",
          "/pilots/report uuid,state,event,errcode,job",
          "/pilots/kill uuid,host,site,state",
          "/pilots/delete uuid",
          "/jobs/add uuid,user,jobtype,payload,env,priority,state,timeout,name",
          "/jobs/adjust uuid,priority,state",
          "/jobs/delete uuid,pk",
          "/jobs/purge interval,timestamp,state",
          "/jobs/limit name,limit",
          "/workflows/adddag name,user,graphml,description",
          "/workflows/addwf dag,name,user,state,fileinfo,jobinfo",
          "/workflows/setwfstate uuid,state",
          "/workflows/delete what,name,uuid",
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
          "/logic/jobTO to,host,direct",
          "/monitor/addmon summary,description,run,subrun,dl,j_uuid,jobtype,ts,subdir",
          "/monitor/delmon run,subrun,pk",
          "/monitor/move pk,moveto",
          "/purity/add run,tpc,lifetime,error,count,sn,snclusters,drifttime,ts,infile",
          "/purity/delete infile,pk,run",
          "/evd/add json",
          "/evd/delete pk,run,j_uuid");

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

  static Stream<String> forms() {
    return FORMS.stream();
  }

  @ParameterizedTest
  @MethodSource("forms")
  void noFormBreaksAnything(String form) {
    String path = form.split(" ")[0];
    String fields = form.split(" ")[1];
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

  /** A form that every path would take, and that changes little. */
  private static Map<String, String> good() {
    return new HashMap<>(
        Map.ofEntries(
            Map.entry("uuid", KNOWN),
            Map.entry("name", KNOWN),
            Map.entry("dag", KNOWN),
            Map.entry("graphml", GRAPH),
            Map.entry("ext", ".good"),
            Map.entry("dirpath", "/data/good"),
            Map.entry("what", "service"),
            Map.entry("state", "running"),
            Map.entry("event", "heartbeat"),
            Map.entry("host", "good"),
            Map.entry("ts", "2026-11-21"),
            Map.entry("pid", "1"),
            Map.entry("extra", ""),
            Map.entry("payload", "true"),
            Map.entry("limit", "1000"),
            Map.entry("fileinfo", ""),
            Map.entry("jobinfo", ""),
            Map.entry("to", "86400"),
            Map.entry("message", "good"),
            Map.entry("site", "{\"name\": \"good\"}"),
            Map.entry("moveto", "good"),
            Map.entry("run", "9007"),
            Map.entry("tpc", "1"),
            Map.entry("lifetime", "3.0"),
            Map.entry("json", "[]")));
  }

  /** What nasty values are said of is there. */
  @BeforeEach
  void makeWhatIsKnown() {
    for (String path :
        List.of("/pilots/register", "/jobs/add", "/data/register", "/workflows/adddag")) {
      assertThat(OldClient.post(path, good()).statusCode()).as(path).isEqualTo(200);
    }
  }

  static Stream<String> gets() {
    Set<String> others = new TreeSet<>(new Routes().all().keySet());
    FORMS.forEach(each -> others.remove(each.split(" ")[0]));
    return others.stream();
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

  /** Jobs that any pilot may take would get into the way of other tests. */
  @AfterEach
  void leaveNoJobs() {
    Api.cancelAll();
  }
}
