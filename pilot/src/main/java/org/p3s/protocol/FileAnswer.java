package org.p3s.protocol;

import java.util.List;

/**
 * What became of an announced file.
 *
 * @param state its state, such as SELECTED or UNCLASSIFIED
 * @param reason why it is in this state
 * @param isNew false when the URL was known already
 * @param workflows ids of those that the file started, now or before
 * @param conflict a sentence when what is known of this URL says otherwise; else null
 */
public record FileAnswer(
    long id,
    String name,
    String url,
    String state,
    String reason,
    boolean isNew,
    List<Long> workflows,
    String conflict) {

  public FileAnswer {
    workflows = workflows == null ? List.of() : List.copyOf(workflows);
  }
}
