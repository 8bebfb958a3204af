package org.p3s.server.dag.layout;

/** Isotonic regression: pool adjacent violators. */
final class Ascending {

  private Ascending() {}

  /** The sequence that never descends and is nearest to the given one by least squares. */
  static double[] nearest(double[] values) {
    double[] mean = new double[values.length];
    int[] size = new int[values.length];
    int pools = 0;
    for (double value : values) {
      mean[pools] = value;
      size[pools++] = 1;
      while (pools > 1 && mean[pools - 2] > mean[pools - 1]) {
        int joint = size[pools - 2] + size[pools - 1];
        mean[pools - 2] =
            (mean[pools - 2] * size[pools - 2] + mean[pools - 1] * size[pools - 1]) / joint;
        size[pools - 2] = joint;
        pools--;
      }
    }
    double[] nearest = new double[values.length];
    int next = 0;
    for (int pool = 0; pool < pools; pool++) {
      for (int i = 0; i < size[pool]; i++) {
        nearest[next++] = mean[pool];
      }
    }
    return nearest;
  }
}
