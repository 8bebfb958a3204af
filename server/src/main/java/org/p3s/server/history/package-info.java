/** Partitions of workflows, jobs and attempts: opened in time, dropped when they are old. */
package org.p3s.server.history;
