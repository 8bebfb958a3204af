package org.p3s.bench;

import java.util.List;
import org.p3s.bench.measure.Result;

/** One row of the target table: how it is measured, and what it must reach. */
public interface Scenario {

  /** Short and lower-case, for {@code --only}. */
  String name();

  /** One line on what is measured. */
  String about();

  /** Whether a quick run measures it, too, when it is not asked for by name. */
  default boolean isQuick() {
    return true;
  }

  /** Measures; whatever must not happen is a {@link Broken}. */
  List<Result> measure(Run run);
}
