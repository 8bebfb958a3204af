package org.p3s.server.dag;

import java.time.Duration;

/**
 * What a graph says of itself.
 *
 * @param name empty when there is none
 * @param description empty when there is none
 * @param eta null for none
 */
record Heading(String name, String description, Duration eta, LatePolicy late) {}
