/** What is measured and where: PostgreSQL, servers as processes, and the CPU time that they use. */
package org.p3s.bench.machine;
