package org.p3s.server.workflow;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.databind.JsonNode;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import java.util.Map;

/**
 * A job that is a workflow by itself. The job files of older clients are taken as they are: there
 * numbers may be texts and {@code state} says whether to start.
 *
 * @param timeLimit seconds, as a number or text
 * @param priority a whole number, as a number or text
 * @param state {@code defined} (the default) starts it, {@code template} does not
 * @param uuid what the payload finds in {@code P3S_JOB_UUID}; null for one that p3s makes
 * @param env its values may be texts, numbers or true and false
 */
public record JobRequest(
    @NotBlank @Size(max = 128) String name,
    @JsonAlias({"jobtype", "type"}) @Size(max = 64) String jobType,
    @NotBlank @Size(max = 65_536) String payload,
    Map<String, JsonNode> env,
    @JsonAlias({"timeout", "timelimit"}) JsonNode timeLimit,
    JsonNode priority,
    String state,
    @Min(0) Long run,
    Duration eta,
    @Min(1) @Max(4096) Integer cores,
    @JsonAlias("memory") @Min(1) Integer memoryMiB,
    @Min(0) @Max(64) Integer gpus,
    Map<String, String> labels,
    @Pattern(
            regexp = "[0-9A-Za-z_-]{1,36}",
            message = "must be 1 to 36 letters, digits, '_' or '-'")
        String uuid) {}
