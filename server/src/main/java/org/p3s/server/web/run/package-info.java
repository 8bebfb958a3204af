/** The pages of runs and their results. */
package org.p3s.server.web.run;
