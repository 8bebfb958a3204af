package org.p3s.lartpc.raw;

/**
 * A wire plane of an APA: two induction planes with slanted wires, one collection plane with
 * upright ones.
 */
public enum Plane {
  U(120, 0, 24.0),
  V(120, 120, 24.0),
  Z(144, 240, 16.0);

  private final int wires;
  private final int offset;
  private final double pitch;

  Plane(int wires, int offset, double pitch) {
    this.wires = wires;
    this.offset = offset;
    this.pitch = pitch;
  }

  /** Number of channels of this plane in one APA. */
  public int wires() {
    return wires;
  }

  /** Index of the plane's first channel inside its APA. */
  public int offset() {
    return offset;
  }

  /** Distance of neighbouring wires in mm. */
  public double pitch() {
    return pitch;
  }

  /** True for the plane that collects the charge (single-sided pulses), false for induction. */
  public boolean collects() {
    return this == Z;
  }
}
