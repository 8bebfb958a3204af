/** Who may do what: tokens, roles, the login link, the audit log. */
package org.p3s.server.account;
