/**
 * Deadlines: how long jobs take, when they have to start, and what to do when there is more data
 * than capacity. What decides here knows no database, so that the simulator decides alike.
 */
package org.p3s.server.deadline;
