package org.p3s.bench.load;

/** A pilot that has signed on. */
public record Pilot(long id, String token) {}
