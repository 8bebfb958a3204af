package org.p3s.server.legacy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.restassured.RestAssured;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.p3s.protocol.Json;

/**
 * What old clients and this server say to each other, in a file:
 *
 * <pre>
 * == what this is about
 * > POST /pilots/request
 * > uuid=$pilot
 * &lt; {"status": "OK", "job": "$?job"}
 * </pre>
 *
 * <p>{@code >> name=text} is a field whose text is still to be encoded, {@code >> name=@file} one
 * with what is in a file beside the transcript. {@code <} begins the reply, after its status if
 * that is not 200. {@code …} stands for anything, {@code $name} for a value that is known, {@code
 * $?name} for one that is remembered from there on.
 */
final class Transcript {

  private record Call(
      String about, String method, String path, List<String> fields, int status, String reply) {}

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final Pattern VALUE = Pattern.compile("\\$([a-z][a-zA-Z]*)");

  private final List<Call> calls = new ArrayList<>();
  private final Path folder;
  private final Map<String, String> values;

  private Transcript(Path folder, Map<String, String> values) {
    this.folder = folder;
    this.values = values;
  }

  /** Reads a file; these values are known from the beginning. */
  static Transcript read(Path file, Map<String, String> values) {
    Transcript transcript = new Transcript(file.getParent(), values);
    try {
      for (String part : Files.readString(file).split("(?m)^== ")) {
        transcript.add(part);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    assertThat(transcript.calls).isNotEmpty();
    return transcript;
  }

  private void add(String part) {
    String about = part.lines().findFirst().orElse("");
    List<String> asked =
        part.lines().filter(each -> each.startsWith(">")).map(each -> each.substring(1)).toList();
    List<String> replied =
        part.lines()
            .filter(each -> each.startsWith("<"))
            .map(each -> each.substring(1).strip())
            .toList();
    if (asked.isEmpty()) {
      return;
    }
    assertThat(replied).as(about).isNotEmpty();
    String[] line = asked.get(0).strip().split(" ", 2);
    boolean hasStatus = replied.get(0).matches("[1-5][0-9][0-9]");
    int status = hasStatus ? Integer.parseInt(replied.get(0)) : 200;
    String reply = String.join("\n", replied.subList(hasStatus ? 1 : 0, replied.size()));
    calls.add(new Call(about, line[0], line[1], asked.subList(1, asked.size()), status, reply));
  }

  /** Says it all, one after the other. */
  void play() {
    calls.forEach(this::play);
  }

  private void play(Call call) {
    HttpResponse<String> response = send(call);
    String got = response.body();
    assertThat(response.statusCode()).as("%s: %s", call.about(), got).isEqualTo(call.status());
    String expected = call.reply();
    if (expected.startsWith("{") || expected.startsWith("[")) {
      compare(call.about(), json(expected), json(got));
    } else {
      compare(call.about(), expected, got);
    }
  }

  private HttpResponse<String> send(Call call) {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create("http://localhost:" + RestAssured.port + filled(call.path())))
            .header("User-Agent", "Python-urllib/3.5")
            .header("Content-Type", "application/x-www-form-urlencoded")
            .method(call.method(), HttpRequest.BodyPublishers.ofString(body(call)))
            .build();
    try {
      return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private String body(Call call) {
    StringBuilder body = new StringBuilder();
    boolean raw = true;
    for (String line : call.fields()) {
      boolean alsoRaw = !line.startsWith(">");
      body.append(body.isEmpty() || (raw && alsoRaw) ? "" : "&").append(field(line));
      raw = alsoRaw;
    }
    return body.toString();
  }

  private String field(String line) {
    if (!line.startsWith(">")) {
      return filled(line.strip());
    }
    String[] parts = line.substring(1).strip().split("=", 2);
    String text = parts[1].startsWith("@") ? read(parts[1].substring(1)) : filled(parts[1]);
    return parts[0] + "=" + URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private String read(String name) {
    try {
      return Files.readString(folder.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void compare(String what, JsonNode expected, JsonNode got) {
    if (expected.isTextual()) {
      compare(what, expected.textValue(), got.isTextual() ? got.textValue() : got.toString());
    } else if (expected.isObject()) {
      assertThat(got.isObject()).as("%s: %s", what, got).isTrue();
      expected
          .properties()
          .forEach(
              each -> {
                assertThat(got.has(each.getKey()))
                    .as("%s.%s in %s", what, each.getKey(), got)
                    .isTrue();
                compare(what + "." + each.getKey(), each.getValue(), got.get(each.getKey()));
              });
      Iterator<String> names = got.fieldNames();
      names.forEachRemaining(
          name -> assertThat(expected.has(name)).as("%s.%s", what, name).isTrue());
    } else if (expected.isArray()) {
      assertThat(got.isArray() ? got.size() : -1)
          .as("%s: %s", what, got)
          .isEqualTo(expected.size());
      for (int i = 0; i < expected.size(); i++) {
        compare(what + "[" + i + "]", expected.get(i), got.get(i));
      }
    } else {
      assertThat(got).as(what).isEqualTo(expected);
    }
  }

  private void compare(String what, String expected, String got) {
    List<String> remembered = new ArrayList<>();
    StringBuilder regex = new StringBuilder();
    Matcher parts =
        Pattern.compile("…|\\$\\?([a-z][a-zA-Z]*)|[^…$]+|\\$[^?]").matcher(filled(expected));
    while (parts.find()) {
      if (parts.group().equals("…")) {
        regex.append(".*");
      } else if (parts.group(1) != null) {
        remembered.add(parts.group(1));
        regex.append("(.+?)");
      } else {
        regex.append(Pattern.quote(parts.group()));
      }
    }
    Matcher found = Pattern.compile(regex.toString(), Pattern.DOTALL).matcher(got);
    assertThat(found.matches()).as("%s: expected %s, got %s", what, filled(expected), got).isTrue();
    for (int i = 0; i < remembered.size(); i++) {
      values.put(remembered.get(i), found.group(i + 1));
    }
  }

  private String filled(String text) {
    return VALUE
        .matcher(text)
        .replaceAll(
            each -> Matcher.quoteReplacement(values.getOrDefault(each.group(1), each.group())));
  }

  private static JsonNode json(String text) {
    try {
      return Json.MAPPER.readTree(text);
    } catch (IOException e) {
      throw new AssertionError("no JSON: " + text, e);
    }
  }
}
