/**
 * Watching a folder for files that are complete. Plain Java, without a server: it hands what it
 * finds to a {@link org.p3s.inbox.Sink}.
 */
package org.p3s.inbox;
