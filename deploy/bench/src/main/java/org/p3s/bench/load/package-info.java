/**
 * Loads that speak the real protocol, and what they need: rows, pilots, a ledger of what was given.
 */
package org.p3s.bench.load;
