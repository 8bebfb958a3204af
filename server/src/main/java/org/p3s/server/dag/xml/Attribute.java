package org.p3s.server.dag.xml;

/**
 * An attribute or a namespace declaration.
 *
 * @param name as written, with its prefix ({@code xsi:type}, {@code xmlns:y})
 */
public record Attribute(String name, String value) {}
