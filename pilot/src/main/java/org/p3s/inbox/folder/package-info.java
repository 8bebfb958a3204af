/** The folders that a watcher can follow: of this machine, and of XRootD servers. */
package org.p3s.inbox.folder;
