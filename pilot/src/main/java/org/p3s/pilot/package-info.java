/**
 * The pilot: an agent on a worker node that asks the server for jobs, runs their payloads and
 * reports how they ended.
 *
 * <p>{@link org.p3s.pilot.Agent} is one thread with a queue of events; everything that it decides
 * on is touched by that thread alone. Each attempt runs in a thread of its own ({@code
 * org.p3s.pilot.payload}) and tells the agent when its payload began and ended.
 */
package org.p3s.pilot;
