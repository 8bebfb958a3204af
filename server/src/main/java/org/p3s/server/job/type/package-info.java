/** Kinds of jobs: limits on how many run at a time, and pauses. */
package org.p3s.server.job.type;
