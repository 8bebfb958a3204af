package org.p3s.protocol;

import java.util.Map;

/**
 * What a pilot says of itself when it signs on.
 *
 * @param name a name for people; the host's name when null
 * @param slots payloads that it runs side by side
 * @param cores cores of all slots together
 * @param memoryMiB memory of all slots together
 * @param labels further properties that a job may ask for
 * @param version of the pilot's program
 * @param batchId the batch system's name of this pilot's job, if there is one
 */
public record PilotRegistration(
    String name,
    String host,
    String site,
    int slots,
    int cores,
    int memoryMiB,
    int gpus,
    Map<String, String> labels,
    String version,
    String batchId) {}
