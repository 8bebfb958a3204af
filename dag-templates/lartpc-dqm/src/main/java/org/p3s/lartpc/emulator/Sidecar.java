package org.p3s.lartpc.emulator;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.p3s.lartpc.raw.RunRecord;
import org.p3s.lartpc.result.Json;

/** The metadata file beside a raw file, in the form of MetaCat. */
final class Sidecar {
  private Sidecar() {}

  static String of(RunRecord run, long size, String adler32, Instant created) {
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("core.runs", List.of(run.run()));
    metadata.put("core.runs_subruns", List.of(run.run() * 100_000L + run.subrun()));
    metadata.put("core.data_tier", "raw");
    metadata.put("core.data_stream", "cosmics");
    metadata.put("core.run_type", "lartpc-emulator");
    metadata.put("core.file_type", "detector");
    metadata.put("core.file_format", "binary");
    metadata.put("core.event_count", run.events());
    metadata.put("core.first_event_number", run.firstEvent());
    metadata.put("core.last_event_number", run.firstEvent() + run.events() - 1);
    metadata.put("core.start_time", seconds(run.start()));
    metadata.put("core.end_time", seconds(created));
    metadata.put("core.application.family", "p3s");
    metadata.put("core.application.name", "lartpc-emulator");
    metadata.put("core.application.version", "1");
    Map<String, Object> file = new LinkedHashMap<>();
    file.put("namespace", "lartpc");
    file.put("name", run.fileName());
    file.put("size", size);
    file.put("checksums", Map.of("adler32", adler32));
    file.put("created_timestamp", seconds(created));
    file.put("creator", "lartpc-emulator");
    file.put("parents", List.of());
    file.put("metadata", metadata);
    return Json.write(file);
  }

  /** Seconds since 1970; a decimal, so that JSON shows it without an exponent. */
  private static BigDecimal seconds(Instant time) {
    return BigDecimal.valueOf(time.toEpochMilli(), 3);
  }
}
