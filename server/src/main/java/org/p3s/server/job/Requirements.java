package org.p3s.server.job;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a job asks of its pilot. Jobs that ask for the same form one queue.
 *
 * @param labels that the pilot must carry with these values; {@code site} is one of them
 * @param reserve the share of slots that it may count on, null for none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Requirements(
    String jobType,
    int cores,
    int memoryMiB,
    int gpus,
    SortedMap<String, String> labels,
    Reserve reserve) {

  /**
   * The label of pilots that bring files to their jobs and take them away again. Those that do not
   * say {@code no}.
   */
  public static final String STAGING = "staging";

  /**
   * A share of slots.
   *
   * @param name all jobs with this name share it
   * @param part of all slots, from 0 to 1
   */
  public record Reserve(String name, double part) {}

  public Requirements {
    labels = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(labels));
  }

  /** The same with a share of slots of its own. */
  public Requirements with(Reserve share) {
    return new Requirements(jobType, cores, memoryMiB, gpus, labels, share);
  }

  /** What a pilot offers, all slots together. */
  public record Offer(int cores, int memoryMiB, int gpus, Map<String, String> labels) {}

  /** The first requirement that the offer does not meet, as a phrase; empty when it meets all. */
  public Optional<String> unmetBy(Offer offer) {
    if (cores > offer.cores()) {
      return Optional.of("%d cores (it has %d)".formatted(cores, offer.cores()));
    }
    if (memoryMiB > offer.memoryMiB()) {
      return Optional.of("%d MiB of memory (it has %d)".formatted(memoryMiB, offer.memoryMiB()));
    }
    if (gpus > offer.gpus()) {
      return Optional.of("%d GPUs (it has %d)".formatted(gpus, offer.gpus()));
    }
    return labels.entrySet().stream()
        .filter(each -> !each.getValue().equals(offer.labels().get(each.getKey())))
        .map(each -> "%s=%s".formatted(each.getKey(), each.getValue()))
        .findFirst();
  }
}
