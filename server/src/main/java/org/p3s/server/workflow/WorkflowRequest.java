package org.p3s.server.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import java.util.Map;

/**
 * A workflow that somebody asks for.
 *
 * @param template its name
 * @param version of the template, null for the active one
 * @param name for people, null for the template's
 * @param eta null for the template's
 * @param priority of all its jobs, null for those of the template
 * @param start false leaves it DEFINED
 * @param files {@code "sticky"}, {@code "inherit:BASE"}, or an object of changes by {@code
 *     source:target[:datatag]}, each with {@code name}, {@code dirpath}, {@code comment}
 * @param naming how files without a given name are named, when {@code files} is an object
 * @param jobs changes by vertex
 */
public record WorkflowRequest(
    @NotBlank String template,
    @Min(1) Integer version,
    @Size(min = 1, max = 128) String name,
    @Min(0) Long run,
    Duration eta,
    @Min(-1000) @Max(1000) Integer priority,
    Boolean start,
    JsonNode files,
    String naming,
    Map<String, Spec.JobChange> jobs) {}
