package org.p3s.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The demo's two pilots; one that ends is replaced. */
final class Pilots {

  private static final int NUMBER = 2;

  /** One that lives shorter than this is broken, not killed by somebody. */
  private static final Duration TOO_SHORT = Duration.ofSeconds(5);

  private static final int MOST_SHORT = 3;

  private final DemoSettings settings;
  private final Family family;
  private final Map<String, String> environment;
  private final Consumer<String> say;
  private final List<Child> all = new ArrayList<>();
  private int shortLives;

  Pilots(
      DemoSettings settings, Family family, Map<String, String> environment, Consumer<String> say) {
    this.settings = settings;
    this.family = family;
    this.environment = environment;
    this.say = say;
  }

  void start() throws IOException {
    for (int i = 1; i <= NUMBER; i++) {
      Files.deleteIfExists(settings.log("pilot-" + i));
      all.add(start("pilot-" + i));
    }
  }

  /** Puts new ones in the place of those that are gone. */
  void replace() throws IOException {
    for (int i = 0; i < all.size(); i++) {
      Child gone = all.get(i);
      if (gone.isAlive()) {
        continue;
      }
      shortLives = gone.age().compareTo(TOO_SHORT) < 0 ? shortLives + 1 : 0;
      if (shortLives == MOST_SHORT) {
        throw new Stopped(
            "Pilots end as soon as they start; %s says why.".formatted(settings.log(gone.name())));
      }
      family.forget(gone);
      Child next = start(gone.name());
      all.set(i, next);
      say.accept(
          "%s (process %d) is gone with exit code %d; process %d takes its place."
              .formatted(gone.name(), gone.pid(), gone.exitCode(), next.pid()));
    }
  }

  private Child start(String name) throws IOException {
    // Ctrl-C is to be quick: what runs then is not awaited
    List<String> command =
        List.of(
            settings.launcher().toString(),
            "pilot",
            "--name=" + name,
            "--slots=1",
            "--scratch=" + settings.data().resolve("scratch"),
            "--stop-with=" + ProcessHandle.current().pid(),
            "--drain-time=PT0S",
            "--kill-grace=PT1S");
    return family.add(() -> Child.logging(name, command, environment, settings.log(name)));
  }
}
