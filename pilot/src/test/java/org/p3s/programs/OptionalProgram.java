package org.p3s.programs;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What some tests need and not every machine has; {@code .ci/run} hides all of it once. */
public enum OptionalProgram {
  CHROMIUM("chromium", "chromium-browser", "google-chrome"),
  NODE("node"),
  XROOTD("xrootd"),
  XRDFS("xrdfs"),
  XRDCP("xrdcp");

  @SuppressWarnings("ImmutableEnumChecker") // List.of is immutable
  private final List<String> names;

  OptionalProgram(String... names) {
    this.names = List.of(names);
  }

  /** Where it is, looked for on the PATH and nowhere else. */
  public Optional<Path> path() {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return Stream.of(path.split(File.pathSeparator))
        .flatMap(folder -> names.stream().map(name -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  @Override
  public String toString() {
    return names.get(0);
  }
}
