package org.p3s.server.broker;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.p3s.server.job.ReadyJob;
import org.p3s.server.platform.Changes;

/** What the other servers are to be told, put together until it is sent. */
final class Outbox {

  /** More pilots than this are not named. */
  private static final int MOST_PILOTS = 300;

  /** How long hints for pages may take; all else is sent at once. */
  private static final long PATIENCE = TimeUnit.MILLISECONDS.toNanos(500);

  private final Map<Integer, ReadyJob> ready = new HashMap<>();
  private final Map<Integer, Integer> counts = new HashMap<>();
  private final Set<Long> pilots = new TreeSet<>();
  private final Set<Changes.Topic> topics = EnumSet.noneOf(Changes.Topic.class);
  private boolean everything;
  private boolean reordered;
  private boolean types;
  private boolean urgent;
  private long topicsSince;

  /** A job of this queue became READY. */
  synchronized void ready(ReadyJob job, int queue) {
    ready.merge(job.laneId(), job, (one, other) -> one.compareTo(other) < 0 ? one : other);
    allowed(queue, 1);
  }

  synchronized void allowed(int queue, int jobs) {
    counts.merge(queue, jobs, Integer::sum);
    hurry();
  }

  synchronized void pilots(Iterable<Long> ids) {
    ids.forEach(pilots::add);
    hurry();
  }

  synchronized void reordered() {
    reordered = true;
    hurry();
  }

  synchronized void types() {
    types = true;
    hurry();
  }

  synchronized void topic(Changes.Topic topic) {
    if (topics.isEmpty()) {
      topicsSince = System.nanoTime();
      notifyAll();
    }
    topics.add(topic);
  }

  /** They are to doubt all that they remember. */
  synchronized void everything(Set<Changes.Topic> ofPages) {
    everything = true;
    topics.addAll(ofPages);
    hurry();
  }

  private void hurry() {
    if (!urgent) {
      urgent = true;
      notifyAll();
    }
  }

  /** Waits until there is something to tell, and takes it. */
  synchronized News take(String from) throws InterruptedException {
    while (!urgent) {
      long left = topicsSince + PATIENCE - System.nanoTime();
      if (topics.isEmpty()) {
        wait();
      } else if (left > 0) {
        TimeUnit.NANOSECONDS.timedWait(this, left);
      } else {
        break;
      }
    }
    News news =
        everything || pilots.size() > MOST_PILOTS
            ? News.everything(from, Set.copyOf(topics))
            : new News(
                from,
                false,
                reordered,
                types,
                List.copyOf(ready.values()),
                Map.copyOf(counts),
                Set.copyOf(pilots),
                Set.copyOf(topics));
    clear();
    return news;
  }

  synchronized void clear() {
    ready.clear();
    counts.clear();
    pilots.clear();
    topics.clear();
    everything = false;
    reordered = false;
    types = false;
    urgent = false;
  }
}
