/** The command line's calls to a server: address and token, retries, and what became of a call. */
package org.p3s.cli.api;
