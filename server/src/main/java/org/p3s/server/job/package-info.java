/** Jobs, their attempts and states, the queue's SQL, logs, and why a job waits. */
package org.p3s.server.job;
