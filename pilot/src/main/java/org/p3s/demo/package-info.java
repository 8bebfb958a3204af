/**
 * {@code p3s demo}: a server, two pilots and emulated data taking as child processes on this
 * machine, watched over until Ctrl-C.
 */
package org.p3s.demo;
