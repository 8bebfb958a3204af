/** Pictures drawn by the server: graphs and histograms. */
package org.p3s.server.web.picture;
