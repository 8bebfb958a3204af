/**
 * XRootD as a client sees it: its command line programs {@code xrdfs} and {@code xrdcp}, run as
 * processes with a time limit. There is no client library in Java.
 */
package org.p3s.xrootd;
