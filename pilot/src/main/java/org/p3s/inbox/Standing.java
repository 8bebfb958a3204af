package org.p3s.inbox;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.p3s.inbox.SourceStatus.State;
import org.p3s.inbox.folder.Folder;

/** Keeps a watcher's status, and tells the log when it changes; the watcher's thread writes it. */
final class Standing {

  private final Folder folder;
  private final Candidates candidates;
  private final Skew skew;
  private final Clock clock;
  private final Consumer<String> log;
  private State state = State.STARTING;
  private Instant since;
  private Instant listedAt;
  private Duration listingTook;
  private long announced;
  private long passedOver;
  private String lastPassedOver;
  private String unlistable;
  private String unannounced;
  private String trouble;
  private String remark;
  private volatile SourceStatus status;

  Standing(Folder folder, Candidates candidates, Skew skew, Clock clock, Consumer<String> log) {
    this.folder = folder;
    this.candidates = candidates;
    this.skew = skew;
    this.clock = clock;
    this.log = log;
    this.since = clock.instant();
    publish();
  }

  SourceStatus status() {
    return status;
  }

  void listed(Duration took) {
    listedAt = clock.instant();
    listingTook = took;
    if (unlistable != null) {
      log.accept(folder.place() + " is watched again");
    }
    unlistable = null;
    if (folder.remark() != null && !Objects.equals(remark, folder.remark())) {
      log.accept(folder.remark());
    }
    remark = folder.remark();
    settle();
  }

  void cannotBeListed(String why) {
    String sentence = folder.place() + " cannot be watched: " + why;
    if (unlistable == null) {
      log.accept(sentence + "; trying again");
    }
    unlistable = sentence;
    settle();
  }

  void announced(int files) {
    announced += files;
    unannounced = null;
    settle();
  }

  void passedOver(String url, String why) {
    passedOver++;
    lastPassedOver = url + " (" + why + ")";
    log.accept(url + " is passed over: " + why);
    settle();
  }

  /**
   * The sink does not take a file.
   *
   * @param which in an outage each file fails with the same, which is said of the first only
   */
  void cannotBeAnnounced(String url, String which, String why) {
    unannounced = url + " cannot be announced (" + why + ")";
    if (!which.equals(trouble)) {
      trouble = which;
      log.accept(unannounced + "; trying again");
    }
    settle();
  }

  private void settle() {
    boolean isWell = unlistable == null && unannounced == null;
    State now = isWell ? State.OK : State.FAILING;
    if (now != state) {
      state = now;
      since = clock.instant();
    }
    publish();
  }

  private void publish() {
    status =
        new SourceStatus(
            folder.place(),
            state,
            since,
            listedAt,
            listingTook,
            candidates.listed(),
            candidates.waiting(),
            announced,
            passedOver,
            skew.largest(),
            unlistable == null ? unannounced : unlistable,
            remarks());
  }

  private List<String> remarks() {
    List<String> all = new ArrayList<>();
    if (!skew.largest().isZero()) {
      boolean isAhead = !skew.largest().isNegative();
      all.add(
          "The clock that stamps the files of %s was seen %d s %s this one; set it. Until then %s."
              .formatted(
                  folder.place(),
                  skew.largest().abs().toSeconds(),
                  isAhead ? "ahead of" : "behind",
                  isAhead
                      ? "files of the future count as written now"
                      : "as much is added to the times of its files"));
    }
    if (remark != null) {
      all.add(remark);
    }
    if (passedOver > 0) {
      all.add("%d files were passed over, the last: %s".formatted(passedOver, lastPassedOver));
    }
    return all;
  }
}
