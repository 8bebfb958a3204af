package org.p3s.server.template;

import org.p3s.server.dag.Dag;
import org.p3s.server.dag.Scope;

/**
 * A template version, read and ready to be instantiated.
 *
 * @param versionId of the stored version
 */
public record CompiledTemplate(long versionId, long templateId, String name, int version, Dag dag) {

  /** Whether its workflows are about runs rather than files. */
  public boolean isMerge() {
    return dag.scope() != Scope.FILE;
  }

  /** Whether its workflows merge what there is of a run so far, one after the other. */
  public boolean isRolling() {
    return dag.scope() == Scope.ROLLING;
  }
}
