/** Hints to open pages that something changed. */
package org.p3s.server.web.live;
