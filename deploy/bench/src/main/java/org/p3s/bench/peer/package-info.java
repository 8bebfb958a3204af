/**
 * What the server is compared to: PostgreSQL alone, and other job queues on the same PostgreSQL.
 */
package org.p3s.bench.peer;
