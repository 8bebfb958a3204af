/**
 * The wire records of the pilot protocol, shared by pilot and server.
 *
 * <p>JSON field names are the component names; times are ISO 8601 UTC, durations ISO 8601. Unknown
 * fields are refused by the server and ignored by the pilot, so that an older pilot understands a
 * newer server.
 */
package org.p3s.protocol;
