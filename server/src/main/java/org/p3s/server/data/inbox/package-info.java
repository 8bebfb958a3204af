/** The folders of this machine in which new files arrive. */
package org.p3s.server.data.inbox;
