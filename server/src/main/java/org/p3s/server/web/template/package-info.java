/** The pages of DAG templates. */
package org.p3s.server.web.template;
