/** The load generator: measures the server, its limit and its peers in one run. */
package org.p3s.bench;
