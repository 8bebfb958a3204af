/** The rows of the target table, one class each. */
package org.p3s.bench.scenario;
