/** The pages of pilots. */
package org.p3s.server.web.pilot;
