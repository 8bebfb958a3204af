/**
 * One attempt at one job: folder, inputs, process tree, limits, output streams, outputs.
 *
 * <p>Nothing here talks to the server except for files that have an {@code http(s)} URL.
 */
package org.p3s.pilot.payload;
