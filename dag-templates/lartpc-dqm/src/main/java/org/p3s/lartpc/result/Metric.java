package org.p3s.lartpc.result;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One number for the data quality page.
 *
 * @param name in snake case
 * @param unit such as ADC, tick, ms
 * @param element part of the detector, such as APA3/U, or null for all of it
 * @param value null if there is none
 * @param error of the value, null if not known
 * @param min least good value, null for no limit
 * @param max greatest good value, null for no limit
 */
public record Metric(
    String name, String unit, String element, Double value, Double error, Double min, Double max) {

  public static Metric of(String name, String unit, String element, double value) {
    return new Metric(name, unit, element, value, null, null, null);
  }

  public Metric withError(double error) {
    return new Metric(name, unit, element, value, error, min, max);
  }

  public Metric atLeast(double least) {
    return new Metric(name, unit, element, value, error, least, max);
  }

  public Metric atMost(double most) {
    return new Metric(name, unit, element, value, error, min, most);
  }

  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", name);
    json.put("unit", unit);
    json.put("element", element);
    json.put("value", value);
    json.put("error", error);
    json.put("min", min);
    json.put("max", max);
    json.values().removeIf(v -> v == null);
    return json;
  }
}
