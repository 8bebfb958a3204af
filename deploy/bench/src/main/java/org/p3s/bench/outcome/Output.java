package org.p3s.bench.outcome;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.p3s.bench.measure.Report;

/**
 * The files that a run writes.
 *
 * @param json null for none
 */
public record Output(Path markdown, Path json) {

  /** Why they cannot be written, found out now and not after half an hour. */
  public Optional<String> obstacle() throws IOException {
    for (Path each : files()) {
      Path folder = each.toAbsolutePath().getParent();
      if (Files.isDirectory(each) || folder == null || !Files.isWritable(folder)) {
        return Optional.of("%s cannot be written.".formatted(each));
      }
    }
    return isForeign()
        ? Optional.of(
            "%s was not written by the bench; name another file with --markdown."
                .formatted(markdown))
        : Optional.empty();
  }

  /** A page that somebody else wrote stays as it is. */
  private boolean isForeign() throws IOException {
    if (!Files.exists(markdown) || Files.size(markdown) == 0) {
      return false;
    }
    try (Stream<String> lines = Files.lines(markdown)) {
      return !lines.findFirst().orElse("").equals(Report.MARK);
    }
  }

  /** Writes them. */
  public void write(Report report, Circumstances circumstances) throws IOException {
    Files.write(markdown, report.page(circumstances.sentences()));
    if (json != null) {
      Files.writeString(json, report.json());
    }
  }

  public List<Path> files() {
    List<Path> files = new ArrayList<>(List.of(markdown));
    if (json != null) {
      files.add(json);
    }
    return files;
  }
}
