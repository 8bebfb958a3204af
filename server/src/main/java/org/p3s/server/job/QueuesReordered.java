package org.p3s.server.job;

/** READY jobs changed their places in their queues; an event for those who remember the order. */
public record QueuesReordered() {}
