package org.p3s.server.template;

import org.p3s.server.dag.Dag;

/** A template has a new version; an event inside of the transaction that stores it. */
public record VersionStored(long templateId, long versionId, Dag dag) {}
