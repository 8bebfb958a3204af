/** Stored DAG templates, their versions, and the data types that their files have. */
package org.p3s.server.template;
