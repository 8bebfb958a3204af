package org.p3s.e2e;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A pilot of the older p3s in short: what it says and in which order, and what it makes of the
 * replies, with its habits: it runs payloads where it stands, kills no grandchildren, gives up at
 * once on FAIL, and tells of a job that hit its limit as finished.
 *
 * <p>{@code OldPilot SERVER SITE CYCLES PERIOD BEAT JOBLOG UUID}, with PERIOD and BEAT in seconds.
 */
public final class OldPilot {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final String TIME_LIMIT = "77";

  private final String server;
  private final Map<String, String> self = new LinkedHashMap<>();
  private final Map<String, String> siteEnv = new HashMap<>();
  private final Path joblog;
  private int cycles;
  private double period;
  private double beat;
  private boolean inShell;

  private OldPilot(String... args) {
    server = args[0];
    cycles = Integer.parseInt(args[2]);
    period = Double.parseDouble(args[3]);
    beat = Double.parseDouble(args[4]);
    joblog = Path.of(args[5]);
    for (String each : List.of("state", "status", "host", "site", "ts", "uuid", "event")) {
      self.put(each, "");
    }
    self.put("jobcount", "0");
    self.put("jpid", "");
    self.put("errcode", "");
    self.put("extra", "7.0");
    self.put("pid", Long.toString(ProcessHandle.current().pid()));
    self.put("site", args[1]);
    self.put("uuid", args[6]);
  }

  public static void main(String... args) throws IOException, InterruptedException {
    new OldPilot(args).run();
  }

  private void run() throws IOException, InterruptedException {
    self.put("host", InetAddress.getLocalHost().getHostName());
    self.put("ts", "2026-11-21 01:24:46.814890+00:00");
    if (!self.get("site").equals("default")) {
      readSite();
    }
    JsonNode welcome = tell("register", Map.of("state", "active"));
    if (welcome == null) {
      System.exit(3);
    }
    if (welcome.path("status").asText().equals("FAIL")) {
      System.exit(0);
    }
    System.out.println("registered " + self.get("uuid"));
    int left = cycles;
    while (left > 0 || cycles == 0) {
      JsonNode reply = tell("request", Map.of());
      if (reply == null) {
        sleep(period);
        continue;
      }
      exitIfTold(reply);
      if (reply.path("state").asText().equals("dispatched")) {
        if (!work(reply)) {
          continue;
        }
        tell("report", Map.of("state", "active"));
      }
      left--;
      if (left != 0) {
        sleep(period);
      }
    }
    tell("report", Map.of("state", "stopped"));
  }

  private void readSite() throws IOException {
    JsonNode site = JSON.readTree(call("GET", "sites?name=" + self.get("site"), null));
    JsonNode fields = site.get(0).get("fields");
    cycles = fields.get("pilotcycles").asInt();
    period = fields.get("pilotperiod").asDouble();
    beat = fields.get("pilotbeat").asDouble();
    JSON.readTree(fields.get("env").asText().replace("'", "\""))
        .properties()
        .forEach(each -> siteEnv.put(each.getKey(), each.getValue().asText()));
  }

  /** Runs a job; false when it could not even be started. */
  private boolean work(JsonNode reply) throws IOException, InterruptedException {
    self.put("job", reply.get("job").asText());
    tell("report", Map.of("state", "running", "event", "jobstart"));
    Process payload;
    try {
      payload = start(reply);
    } catch (IOException e) {
      tell("report", Map.of("state", "nonstarter"));
      return false;
    }
    System.out.println("runs " + self.get("job"));
    double limit = reply.get("timelimit").asDouble();
    double ran = 0;
    while (payload.isAlive() && ran <= limit) {
      JsonNode answer =
          tell(
              "report",
              Map.of("state", "running", "event", "heartbeat", "jpid", "" + payload.pid()));
      if (answer == null) {
        sleep(period);
        continue;
      }
      if (answer.path("status").asText().equals("KILL")) {
        payload.destroy();
      }
      exitIfTold(answer);
      sleep(beat);
      ran += beat;
    }
    self.put("jobcount", "" + (Integer.parseInt(self.get("jobcount")) + 1));
    if (payload.isAlive()) {
      payload.destroy();
      tell("report", Map.of("state", "finished", "event", "timelimit", "errcode", TIME_LIMIT));
    } else {
      String code = Integer.toString(payload.exitValue());
      tell("report", Map.of("state", "finished", "event", "jobstop", "errcode", code));
    }
    return true;
  }

  private Process start(JsonNode reply) throws IOException {
    Map<String, String> env = new HashMap<>(siteEnv);
    JSON.readTree(reply.get("env").asText())
        .properties()
        .forEach(each -> env.put(each.getKey(), each.getValue().asText()));
    // once a payload asked for the shell, all later ones get it
    inShell = inShell || env.containsKey("P3S_EXECMODE");
    String payload = reply.get("payload").asText();
    List<String> command = new ArrayList<>();
    if (inShell) {
      command.addAll(List.of("/bin/sh", "-c", payload));
    } else {
      command.addAll(List.of(payload.split(" ")));
    }
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(env);
    builder.environment().put("P3S_JOB_UUID", self.get("job"));
    builder.environment().put("P3S_PILOT_UUID", self.get("uuid"));
    Files.createDirectories(joblog);
    builder.redirectOutput(joblog.resolve(self.get("job") + ".out").toFile());
    builder.redirectError(joblog.resolve(self.get("job") + ".err").toFile());
    return builder.start();
  }

  private static void exitIfTold(JsonNode reply) {
    String status = reply.path("status").asText();
    if (status.equals("FAIL") || status.equals("KILL")) {
      System.out.println("told to end: " + reply);
      System.exit(0);
    }
  }

  /** Says something of itself; null when the reply cannot be read. */
  private JsonNode tell(String what, Map<String, String> news) {
    self.putAll(news);
    String body =
        self.entrySet().stream()
            .map(
                each ->
                    each.getKey()
                        + "="
                        + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
    try {
      return JSON.readTree(call("POST", "pilots/" + what, body));
    } catch (JsonProcessingException e) {
      return null;
    } catch (IOException e) {
      System.out.println("Exiting: error at URL: " + e);
      return null;
    }
  }

  private String call(String method, String path, String body) throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(server + path))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body))
            .build();
    try {
      HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() >= 400) {
        throw new IOException("HTTP Error " + response.statusCode());
      }
      return response.body();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void sleep(double seconds) throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep((long) (seconds * 1000));
  }
}
