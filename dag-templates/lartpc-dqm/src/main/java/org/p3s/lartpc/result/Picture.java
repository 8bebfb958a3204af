package org.p3s.lartpc.result;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A plot as an image.
 *
 * @param name in snake case
 * @param category the group of plots on the page
 * @param help what a shifter should look for
 * @param mediaType image/svg+xml or image/png
 * @param base64 the bytes
 */
public record Picture(
    String name, String title, String category, String help, String mediaType, String base64) {

  public static Picture svg(String name, String title, String category, String help, String svg) {
    return new Picture(name, title, category, help, "image/svg+xml", encode(svg.getBytes(UTF_8)));
  }

  public static Picture png(String name, String title, String category, String help, byte[] png) {
    return new Picture(name, title, category, help, "image/png", encode(png));
  }

  private static String encode(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", name);
    json.put("title", title);
    json.put("category", category);
    json.put("help", help);
    json.put("mediaType", mediaType);
    json.put("data", base64);
    return json;
  }
}
