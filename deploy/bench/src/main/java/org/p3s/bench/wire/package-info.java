/**
 * HTTP/1.1 as light as it gets: one thread, one selector, prebuilt requests, and answers that are
 * scanned instead of parsed. The generator shares its cores with what it measures.
 */
package org.p3s.bench.wire;
