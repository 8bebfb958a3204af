package org.p3s.lartpc.emulator;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.p3s.lartpc.raw.Detector;

/**
 * A straight line through the volume before one APA, in mm.
 *
 * @param apa 1 to 6
 * @param from where it enters: x away from the wires, y up, z along the beam
 * @param to where it leaves
 */
public record Track(int apa, Point from, Point to) {

  /** A place in the volume of one APA. */
  public record Point(double x, double y, double z) {}

  double length() {
    return Math.sqrt(square(to.x - from.x) + square(to.y - from.y) + square(to.z - from.z));
  }

  /**
   * The tracks of one event: per APA two to four cosmic ones from the wires to the cathode or back,
   * and in each row one along the beam through all three APAs.
   */
  static List<Track> ofEvent(SplittableRandom random) {
    List<Track> tracks = new ArrayList<>();
    for (int apa = 1; apa <= Detector.APAS; apa++) {
      int cosmics = random.nextInt(2, 5);
      for (int i = 0; i < cosmics; i++) {
        tracks.add(cosmic(random, apa));
      }
    }
    for (int first = 1; first <= Detector.APAS; first += 3) {
      addBeam(random, first, tracks);
    }
    return tracks;
  }

  private static Track cosmic(SplittableRandom random, int apa) {
    double extent = Detector.WIDTH * random.nextDouble(0.45, 0.95);
    double low = random.nextDouble(0, Detector.WIDTH - extent);
    boolean forward = random.nextBoolean();
    Point wires = new Point(0, anyHeight(random), forward ? low : low + extent);
    Point cathode =
        new Point(Detector.DRIFT_LENGTH, anyHeight(random), forward ? low + extent : low);
    return new Track(apa, wires, cathode);
  }

  private static void addBeam(SplittableRandom random, int firstApa, List<Track> tracks) {
    double x = random.nextDouble(0.1, 0.9) * Detector.DRIFT_LENGTH;
    double y = anyHeight(random);
    double xStep = (random.nextDouble(0.1, 0.9) * Detector.DRIFT_LENGTH - x) / 3;
    double yStep = (anyHeight(random) - y) / 3;
    for (int i = 0; i < 3; i++) {
      Point in = new Point(x + i * xStep, y + i * yStep, 0);
      Point out = new Point(x + (i + 1) * xStep, y + (i + 1) * yStep, Detector.WIDTH);
      tracks.add(new Track(firstApa + i, in, out));
    }
  }

  private static double anyHeight(SplittableRandom random) {
    return random.nextDouble(0.05, 0.95) * Detector.HEIGHT;
  }

  private static double square(double d) {
    return d * d;
  }
}
