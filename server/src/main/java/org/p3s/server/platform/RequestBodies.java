package org.p3s.server.platform;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import jakarta.annotation.Priority;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.Validator;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.MessageBodyReader;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.p3s.protocol.Problem.Violation;

/**
 * Reads JSON bodies and finds everything that is wrong with one in a single pass: wrong types,
 * unknown fields and broken constraints together.
 */
@Provider
@Consumes(MediaType.APPLICATION_JSON)
@Priority(Priorities.USER - 1000)
public class RequestBodies implements MessageBodyReader<Object> {

  private static final ObjectMapper STRICT =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .addHandler(new ViolationCollector())
          .build();

  private final Validator validator;
  private final Map<JavaType, ObjectReader> readers = new ConcurrentHashMap<>();

  public RequestBodies(Validator validator) {
    this.validator = validator;
  }

  @Override
  public boolean isReadable(Class<?> type, Type generic, Annotation[] notes, MediaType media) {
    // a resource that takes bytes reads them itself
    return type != byte[].class;
  }

  @Override
  public Object readFrom(
      Class<Object> type,
      Type generic,
      Annotation[] notes,
      MediaType media,
      MultivaluedMap<String, String> headers,
      InputStream body)
      throws IOException {
    return read(body.readAllBytes(), STRICT.constructType(generic));
  }

  /** The bytes as a value that holds all its constraints. */
  public <T> T read(byte[] json, Class<T> type) {
    return type.cast(read(json, STRICT.constructType(type)));
  }

  /** The bytes as a list of values that hold all their constraints. */
  @SuppressWarnings("unchecked")
  public <T> List<T> readList(byte[] json, Class<T> type) {
    return (List<T>) read(json, STRICT.getTypeFactory().constructCollectionType(List.class, type));
  }

  /** What must hold of a value besides its constraints. */
  @FunctionalInterface
  public interface Rules<T> {
    /** Adds what is broken; parts that could not be read are null here, and are noted already. */
    void check(T value, List<Violation> broken);
  }

  /** The bytes as a value that holds all its constraints and these rules. */
  public <T> T read(byte[] json, Class<T> type, Rules<T> rules) {
    return type.cast(
        read(
            json,
            STRICT.constructType(type),
            (value, found) -> rules.check(type.cast(value), found)));
  }

  /** A list of values, each of which holds the rules; a single one is a list of one. */
  @SuppressWarnings("unchecked") // the type is that of a list of T
  public <T> List<T> readList(byte[] json, Class<T> type, Rules<T> rules) {
    if (!isArray(json)) {
      return List.of(read(json, type, rules));
    }
    JavaType list = STRICT.getTypeFactory().constructCollectionType(List.class, type);
    return (List<T>) read(json, list, (value, found) -> checkEach((List<T>) value, rules, found));
  }

  private static <T> void checkEach(List<T> items, Rules<T> rules, List<Violation> found) {
    for (int i = 0; i < items.size(); i++) {
      if (items.get(i) != null) {
        String prefix = "[" + i + "].";
        List<Violation> broken = new ArrayList<>();
        rules.check(items.get(i), broken);
        for (Violation each : broken) {
          found.add(new Violation(prefix + each.field(), each.line(), prefix + each.message()));
        }
      }
    }
  }

  /** Whether the text is a JSON array, as far as its first character tells. */
  public static boolean isArray(byte[] json) {
    for (byte each : json) {
      if (each > ' ') {
        return each == '[';
      }
    }
    return false;
  }

  private Object read(byte[] json, JavaType type) {
    return read(json, type, (value, found) -> {});
  }

  private Object read(byte[] json, JavaType type, Rules<Object> rules) {
    List<Violation> found = new ArrayList<>();
    Object value;
    try {
      value =
          readers
              .computeIfAbsent(type, STRICT::readerFor)
              .withAttribute(ViolationCollector.FOUND, found)
              .readValue(json);
    } catch (StreamReadException e) {
      throw Refusal.malformed(
          "The body is no JSON: line %d, %s"
              .formatted(e.getLocation().getLineNr(), e.getOriginalMessage()));
    } catch (JacksonException e) {
      found.add(new Violation(path(e), line(e.getLocation()), e.getOriginalMessage()));
      throw Refusal.invalid(found);
    } catch (IOException e) {
      throw new IllegalStateException("reading from memory", e);
    }
    if (value == null) {
      throw Refusal.malformed("The body is empty; send JSON.");
    }
    validate("", value, found);
    List<Violation> broken = new ArrayList<>();
    rules.check(value, broken);
    broken.stream().filter(each -> isNew(each, found)).toList().forEach(found::add);
    if (!found.isEmpty()) {
      throw Refusal.invalid(found);
    }
    return value;
  }

  private void validate(String prefix, Object value, List<Violation> found) {
    if (value instanceof Collection<?> items) {
      int i = 0;
      for (Object item : items) {
        validate("[" + i++ + "].", item, found);
      }
    } else if (value == null) {
      found.add(new Violation(prefix, null, "must not be null"));
    } else {
      for (ConstraintViolation<Object> each : validator.validate(value)) {
        String field = prefix + each.getPropertyPath();
        Violation violation = new Violation(field, null, field + " " + each.getMessage());
        if (isNew(violation, found)) {
          found.add(violation);
        }
      }
    }
  }

  /** A field that could not be read is not also missing. */
  private static boolean isNew(Violation violation, List<Violation> found) {
    return violation.field() == null
        || found.stream().noneMatch(each -> violation.field().equals(each.field()));
  }

  private static String path(JacksonException e) {
    return e instanceof JsonMappingException mapping ? dotted(mapping.getPath()) : null;
  }

  private static String dotted(List<JsonMappingException.Reference> path) {
    StringBuilder text = new StringBuilder();
    for (JsonMappingException.Reference each : path) {
      if (each.getFieldName() == null) {
        text.append('[').append(each.getIndex()).append(']');
      } else {
        text.append(text.isEmpty() ? "" : ".").append(each.getFieldName());
      }
    }
    return text.toString();
  }

  private static Integer line(JsonLocation location) {
    return location == null || location.getLineNr() < 1 ? null : location.getLineNr();
  }
}
