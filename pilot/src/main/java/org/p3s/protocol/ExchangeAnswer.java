package org.p3s.protocol;

import java.util.List;

/** The server's side of the conversation; both lists may be empty. */
public record ExchangeAnswer(List<JobOffer> jobs, List<Command> commands) {

  public static final ExchangeAnswer NOTHING = new ExchangeAnswer(List.of(), List.of());

  public ExchangeAnswer {
    jobs = jobs == null ? List.of() : List.copyOf(jobs);
    commands = commands == null ? List.of() : List.copyOf(commands);
  }
}
