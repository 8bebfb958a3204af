package org.p3s.server.dag.xml;

/** Character data, never empty; CDATA sections are text like any other. */
public record Text(String value) implements Content {}
