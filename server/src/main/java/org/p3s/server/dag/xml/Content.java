package org.p3s.server.dag.xml;

/** What an element may hold. */
public sealed interface Content permits Element, Text {}
