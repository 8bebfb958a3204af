package org.p3s.server.legacy;

import jakarta.enterprise.context.ApplicationScoped;
import org.p3s.server.account.Caller;

/** Who it was, as far as an old client can be believed. */
@ApplicationScoped
class Who {

  private static final int MOST = 64;

  private final Caller caller;

  Who(Caller caller) {
    this.caller = caller;
  }

  /** For {@code created_by} and the audit log: the user that it names, and where it is. */
  String says(String user) {
    String named = user == null ? "" : user.replaceAll("[\\p{Cntrl}]", "").strip();
    if (named.isEmpty()) {
      return caller.name();
    }
    String cut = named.length() > MOST ? named.substring(0, MOST) : named;
    return "%s (%s)".formatted(cut, caller.name());
  }
}
