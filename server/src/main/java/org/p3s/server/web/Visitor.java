package org.p3s.server.web;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Named;
import java.time.Instant;
import org.p3s.server.account.Caller;
import org.p3s.server.account.Role;

/** Whoever looks at a page, for the page's header and its buttons. */
@Named("visitor")
@RequestScoped
public class Visitor {

  private final Caller caller;
  private final Assets assets;

  public Visitor(Caller caller, Assets assets) {
    this.caller = caller;
    this.assets = assets;
  }

  public String getName() {
    return caller.name();
  }

  /** Whether pages show buttons that change something. */
  public boolean isAdmin() {
    return caller.roles().contains(Role.ADMIN);
  }

  /** What the visitor may do, in one word. */
  public String getRole() {
    return isAdmin() ? "admin" : "viewer";
  }

  public Instant getNow() {
    return Instant.now();
  }

  /** Changes when a style sheet or script changes, so that browsers fetch the new one. */
  public String getAssets() {
    return assets.version();
  }
}
