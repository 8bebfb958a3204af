/** Ground that every feature stands on: settings, database, refusals and problem documents. */
package org.p3s.server.platform;
