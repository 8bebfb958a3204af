package org.p3s.programs;

import static org.junit.jupiter.api.extension.ConditionEvaluationResult.disabled;
import static org.junit.jupiter.api.extension.ConditionEvaluationResult.enabled;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Leaves out what {@link Needs} programs that are not here, before anything of it is started. */
final class NeedsCondition implements ExecutionCondition {

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    List<OptionalProgram> missing =
        AnnotationSupport.findAnnotation(context.getElement(), Needs.class).stream()
            .flatMap(needs -> Stream.of(needs.value()))
            .filter(program -> program.path().isEmpty())
            .toList();
    if (missing.isEmpty()) {
      return enabled("every program is installed");
    }
    String names = missing.stream().map(Object::toString).collect(Collectors.joining(", "));
    return disabled(names + (missing.size() == 1 ? " is" : " are") + " not installed");
  }
}
