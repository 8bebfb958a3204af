package org.p3s.server.template;

import org.p3s.server.dag.Dag;

/**
 * A template version, read and ready to be instantiated.
 *
 * @param versionId of the stored version
 */
public record CompiledTemplate(
    long versionId, long templateId, String name, int version, Dag dag) {}
