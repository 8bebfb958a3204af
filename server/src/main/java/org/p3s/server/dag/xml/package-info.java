/**
 * XML as a tree of values that remembers its lines: read without DTD, entities or network, written
 * back as it was apart from comments and processing instructions.
 */
package org.p3s.server.dag.xml;
