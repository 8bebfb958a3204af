package org.p3s.server.broker;

import org.p3s.server.job.Requirements;

/** What a pilot that wants more jobs still has room for. */
final class Room {

  final Exchange exchange;
  final KnownPilot pilot;
  private int slots;
  private Requirements.Offer offer;

  Room(Exchange exchange, KnownPilot pilot, int slots, Requirements.Offer free) {
    this.exchange = exchange;
    this.pilot = pilot;
    this.slots = slots;
    this.offer = free;
  }

  boolean isFull() {
    return slots <= 0;
  }

  /** What a job may ask for at most to fit now. */
  Requirements.Offer offer() {
    return offer;
  }

  void use(Requirements job) {
    change(job, 1);
  }

  /** A job that was meant for it goes elsewhere. */
  void giveBack(Requirements job) {
    change(job, -1);
  }

  private void change(Requirements job, int sign) {
    slots -= sign;
    if (job.cores() != 0 || job.memoryMiB() != 0 || job.gpus() != 0) {
      offer =
          new Requirements.Offer(
              offer.cores() - sign * job.cores(),
              offer.memoryMiB() - sign * job.memoryMiB(),
              offer.gpus() - sign * job.gpus(),
              offer.labels());
    }
  }
}
