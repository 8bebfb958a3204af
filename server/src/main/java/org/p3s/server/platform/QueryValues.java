package org.p3s.server.platform;

import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.ext.ParamConverter;
import jakarta.ws.rs.ext.ParamConverterProvider;
import jakarta.ws.rs.ext.Provider;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Names the query parameter that has a wrong value; what JAX-RS makes of it is a mere 404. */
@Provider
public class QueryValues implements ParamConverterProvider {

  @Override
  @SuppressWarnings("unchecked") // a converter for exactly this type
  public <T> ParamConverter<T> getConverter(Class<T> type, Type full, Annotation[] annotations) {
    for (Annotation each : annotations) {
      if (each instanceof QueryParam parameter) {
        return (ParamConverter<T>) converter(parameter.value(), type);
      }
    }
    return null;
  }

  /** Null for types that take any text. */
  private static ParamConverter<?> converter(String name, Class<?> type) {
    if (type == Long.class) {
      return new Converter<>(name, "a whole number", Long::valueOf);
    }
    if (type == Integer.class) {
      return new Converter<>(name, "a whole number", Integer::valueOf);
    }
    if (type == boolean.class) {
      return new Converter<>(name, "true or false", QueryValues::bool);
    }
    if (type.isEnum()) {
      String names =
          Arrays.stream(type.getEnumConstants())
              .map(Object::toString)
              .collect(Collectors.joining(", "));
      return new Converter<>(name, "one of " + names, text -> constant(type, text));
    }
    return null;
  }

  private static Boolean bool(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException(text);
    };
  }

  private static Object constant(Class<?> type, String text) {
    return Arrays.stream(type.getEnumConstants())
        .filter(each -> each.toString().equals(text))
        .findFirst()
        .orElseThrow(IllegalArgumentException::new);
  }

  private record Converter<T>(String name, String rule, Function<String, T> reading)
      implements ParamConverter<T> {

    @Override
    public T fromString(String text) {
      try {
        return reading.apply(text);
      } catch (IllegalArgumentException e) {
        throw Refusal.invalid(name, "%s must be %s".formatted(name, rule));
      }
    }

    @Override
    public String toString(T value) {
      return value.toString();
    }
  }
}
