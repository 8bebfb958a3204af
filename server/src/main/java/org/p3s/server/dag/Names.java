package org.p3s.server.dag;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;

/** What ids, file names and folders may be; a complaint is null when there is none. */
final class Names {

  private static final int LONGEST_ID = 128;

  /** What file systems take, in bytes. */
  private static final int LONGEST_NAME = 255;

  private static final int LONGEST_PATH = 4_095;

  static final Pattern TEMPLATE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,127}");

  private Names() {}

  static boolean hasControls(String text) {
    return text.chars().anyMatch(Character::isISOControl);
  }

  static String complaintOnId(String id) {
    if (id == null) {
      return "the vertex has no id";
    }
    if (id.isBlank() || id.length() > LONGEST_ID || hasControls(id)) {
      return "an id has 1 to " + LONGEST_ID + " characters, no control characters among them";
    }
    return null;
  }

  static String complaintOnName(String name) {
    if (name.contains("/")) {
      return Violations.quote(name) + ": a file name has no '/', folders go into dirpath";
    }
    if (name.equals("..") || name.equals(".")) {
      return Violations.quote(name) + " is no file name";
    }
    return complaintOnText(name, LONGEST_NAME);
  }

  static String complaintOnPath(String path) {
    if (Arrays.asList(path.split("/")).contains("..")) {
      return Violations.quote(path) + " leads out of its folder by '..'";
    }
    return complaintOnText(path, LONGEST_PATH);
  }

  static String complaintOnTag(String tag) {
    return tag.isEmpty() || Pairs.VARIABLE.name().matcher(tag).matches()
        ? null
        : Violations.quote(tag) + " is no valid " + Pairs.VARIABLE.what();
  }

  private static String complaintOnText(String text, int most) {
    if (hasControls(text)) {
      return Violations.quote(text) + " holds control characters";
    }
    return text.getBytes(StandardCharsets.UTF_8).length > most
        ? "is longer than " + most + " bytes"
        : null;
  }
}
