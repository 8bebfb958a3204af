/** What all commands share: options, the world around the process, and values they read. */
package org.p3s.cli.session;
