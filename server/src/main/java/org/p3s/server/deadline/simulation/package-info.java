/** Replays arrivals of files under several policies, on a virtual clock and without a database. */
package org.p3s.server.deadline.simulation;
