/** Priorities of many jobs at once, of those that wait and of those that are still to come. */
package org.p3s.server.workflow.priority;
