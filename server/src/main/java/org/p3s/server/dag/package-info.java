/**
 * DAG templates as values: vertices are jobs, edges are files. Reads and writes GraphML, says all
 * that is wrong with a graph, and answers what the queue asks of it: order, parents, children,
 * longest paths. No database and no framework.
 */
package org.p3s.server.dag;
