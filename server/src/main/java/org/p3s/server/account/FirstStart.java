package org.p3s.server.account;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.transaction.Transactional;
import org.jdbi.v3.core.Jdbi;
import org.p3s.server.platform.Application;
import org.p3s.server.platform.Settings;

/** Makes the installation's secret and its first admin token. */
@ApplicationScoped
public class FirstStart {

  private final Jdbi jdbi;
  private final AccessTokens tokens;
  private final Settings settings;

  public FirstStart(Jdbi jdbi, AccessTokens tokens, Settings settings) {
    this.jdbi = jdbi;
    this.tokens = tokens;
    this.settings = settings;
  }

  /** Before everything else that starts: other parts sign with the secret. */
  @Transactional
  void prepare(@Observes @Priority(1) StartupEvent event) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    "insert into installation (secret) values (:secret) on conflict do nothing")
                .bind("secret", Secrets.newSecret())
                .execute());
    settings.adminToken().ifPresent(tokens::presetAdmin);
  }

  @Transactional
  void greet(@Observes Application.Ready ready) {
    if (settings.adminToken().isPresent() || tokens.hasAdmin()) {
      return;
    }
    AccessTokens.Issued admin = tokens.issue("first admin", Role.ADMIN, null, "first start");
    AccessTokens.Issued link = tokens.issueLink("first start");
    System.out.println("Admin token (shown this once): " + admin.token());
    System.out.println("Login link (works once): " + ready.url() + "/login?token=" + link.token());
  }
}
