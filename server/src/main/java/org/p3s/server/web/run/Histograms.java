package org.p3s.server.web.run;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.p3s.server.web.picture.HistogramPicture;

/** Histograms and their pictures; a stored histogram never changes, so each is drawn once. */
@ApplicationScoped
class Histograms {

  private static final int MOST = 1_000;

  private final Results results;
  private final Map<Long, Optional<HistogramPicture>> drawn = new ConcurrentHashMap<>();

  Histograms(Results results) {
    this.results = results;
  }

  /** The pictures of these histograms by id; without those that cannot be drawn. */
  Map<Long, Optional<HistogramPicture>> draw(List<Results.Histogram> histograms) {
    if (drawn.size() > MOST) {
      drawn.clear();
    }
    List<Long> missing =
        histograms.stream()
            .map(Results.Histogram::id)
            .filter(id -> !drawn.containsKey(id))
            .toList();
    if (!missing.isEmpty()) {
      results
          .bodies(missing)
          .forEach(each -> drawn.put(each.id(), HistogramPicture.of(each.body())));
    }
    return drawn;
  }
}
