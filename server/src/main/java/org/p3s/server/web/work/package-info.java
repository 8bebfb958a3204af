/** The pages of workflows and jobs. */
package org.p3s.server.web.work;
