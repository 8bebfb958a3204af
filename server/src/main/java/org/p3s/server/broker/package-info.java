/**
 * The conversation with pilots: leases, reports, claims and waiting, served in batches by one
 * thread.
 */
package org.p3s.server.broker;
