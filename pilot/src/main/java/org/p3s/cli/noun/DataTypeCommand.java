package org.p3s.cli.noun;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.p3s.cli.api.Api;
import org.p3s.cli.api.Route;
import org.p3s.cli.output.Column;
import org.p3s.cli.session.Session;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code p3s data-type}. */
@Command(
    name = "data-type",
    description = "Data types, which the files of templates have: list, put.",
    footer = {"", "Example:", "  p3s data-type put NUMPY .npy --comment 'array of NumPy'"})
public final class DataTypeCommand {

  private static final String TYPES = "data-types";
  private static final List<Column> COLUMNS = Column.of("name", "ext", "comment");

  @Command(name = "list", description = "Lists the data types.")
  int list(@Mixin Session session) {
    session.output().list(session.api().get(Route.to(TYPES)), COLUMNS);
    return 0;
  }

  @Command(name = "put", description = "Adds a data type or changes it.")
  int put(
      @Mixin Session session,
      @Parameters(paramLabel = "NAME") String name,
      @Parameters(paramLabel = "EXT", description = "How its files' names end, such as .root.")
          String ext,
      @Option(names = "--comment") String comment) {
    ObjectNode change = Api.object().put("ext", ext);
    if (comment != null) {
      change.put("comment", comment);
    }
    JsonNode type = session.api().put(Route.to(TYPES, name), change);
    session.output().item(type, COLUMNS);
    return 0;
  }
}
