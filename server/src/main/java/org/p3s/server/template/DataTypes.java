package org.p3s.server.template;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The data types that edges may name. */
@ApplicationScoped
public class DataTypes {

  @Transactional
  public List<DataType> list() {
    return DataType.list("order by name");
  }

  /** Extension by name of the type. */
  @Transactional
  public Map<String, String> extensions() {
    return DataType.<DataType>listAll().stream()
        .collect(Collectors.toUnmodifiableMap(each -> each.name, each -> each.ext));
  }

  /** Adds a type or changes its extension and comment; true when it is new. */
  @Transactional
  public boolean put(String name, String ext, String comment) {
    DataType type = DataType.findById(name);
    boolean isNew = type == null;
    if (isNew) {
      type = new DataType();
      type.name = name;
    }
    type.ext = ext;
    type.comment = comment;
    type.persist();
    return isNew;
  }
}
