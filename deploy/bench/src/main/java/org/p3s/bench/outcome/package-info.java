/** What becomes of a run's results: files that show them, and the comparison with earlier ones. */
package org.p3s.bench.outcome;
