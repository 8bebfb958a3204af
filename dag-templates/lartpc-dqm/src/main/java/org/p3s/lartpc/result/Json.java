package org.p3s.lartpc.result;

import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * JSON of maps, lists, strings, numbers, booleans and null. The payloads need no library for this
 * and start faster without one.
 */
public final class Json {
  private Json() {}

  /** Text of a value; float and double numbers that are not finite become null. */
  public static String write(Object value) {
    StringBuilder out = new StringBuilder();
    write(value, out);
    return out.toString();
  }

  /**
   * Reads a text.
   *
   * @throws IllegalArgumentException if it is not JSON, with the place
   */
  public static Object read(String text) {
    return new JsonReader(text).document();
  }

  private static void write(Object value, StringBuilder out) {
    if (value == null) {
      out.append("null");
    } else if (value instanceof String text) {
      quote(text, out);
    } else if (value instanceof Map<?, ?> map) {
      object(map, out);
    } else if (value instanceof List<?> list) {
      array(list, out);
    } else if (value instanceof double[] numbers) {
      numbers(numbers, out);
    } else if (value instanceof Double number) {
      number(number, out);
    } else {
      out.append(value);
    }
  }

  private static void object(Map<?, ?> map, StringBuilder out) {
    out.append('{');
    Iterator<? extends Map.Entry<?, ?>> entries = map.entrySet().iterator();
    while (entries.hasNext()) {
      Map.Entry<?, ?> entry = entries.next();
      quote(String.valueOf(entry.getKey()), out);
      write(entry.getValue(), out.append(':'));
      out.append(entries.hasNext() ? "," : "");
    }
    out.append('}');
  }

  private static void array(List<?> list, StringBuilder out) {
    out.append('[');
    Iterator<?> items = list.iterator();
    while (items.hasNext()) {
      write(items.next(), out);
      out.append(items.hasNext() ? "," : "");
    }
    out.append(']');
  }

  private static void numbers(double[] numbers, StringBuilder out) {
    out.append('[');
    for (int i = 0; i < numbers.length; i++) {
      number(numbers[i], out.append(i == 0 ? "" : ","));
    }
    out.append(']');
  }

  private static void number(double number, StringBuilder out) {
    if (!Double.isFinite(number)) {
      out.append("null");
    } else if (number == Math.rint(number) && Math.abs(number) < 1e15) {
      out.append((long) number);
    } else {
      out.append(number);
    }
  }

  private static void quote(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ') {
        out.append("\\u%04x".formatted((int) c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }
}
