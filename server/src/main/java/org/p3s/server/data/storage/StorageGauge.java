package org.p3s.server.data.storage;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.p3s.server.platform.Settings;

/** How much room the folder of stored files has left, read when somebody scrapes. */
@ApplicationScoped
class StorageGauge {

  private final Settings settings;

  StorageGauge(Settings settings) {
    this.settings = settings;
  }

  void register(@Observes StartupEvent event, MeterRegistry registry) {
    Gauge.builder("p3s_storage_free_bytes", () -> free(Path.of(settings.storage())))
        .description("Room left where the outputs of jobs are kept")
        .register(registry);
  }

  /** Usable bytes; of the nearest folder above while this one is not there, NaN when unknown. */
  static double free(Path storage) {
    Path folder = storage.toAbsolutePath().normalize();
    while (folder != null && !Files.isDirectory(folder)) {
      folder = folder.getParent();
    }
    try {
      return folder == null ? Double.NaN : Files.getFileStore(folder).getUsableSpace();
    } catch (IOException e) {
      return Double.NaN;
    }
  }
}
