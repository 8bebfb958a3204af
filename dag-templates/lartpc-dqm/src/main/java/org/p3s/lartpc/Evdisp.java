package org.p3s.lartpc;

import java.io.IOException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.p3s.lartpc.plot.WireImage;
import org.p3s.lartpc.raw.DecodedFile;
import org.p3s.lartpc.raw.Detector;
import org.p3s.lartpc.raw.Plane;
import org.p3s.lartpc.raw.RunRecord;
import org.p3s.lartpc.result.Picture;
import org.p3s.lartpc.result.Results;

/**
 * Payload: a picture per plane of the first event in {@code DECODED}, as {@code EVDISP_RESULTS}.
 */
public final class Evdisp {
  private static final int TICKS_PER_ROW = 3;
  private static final double FULL_SCALE = 150;

  /** Less than this many ADC counts is noise and stays white. */
  private static final double FAINTEST = 10;

  private static final String HELP =
      "Signals of the first event in the file over all wires of the plane, six APAs side by side."
          + " Tracks are straight lines; Z shows pulses of one sign, U and V of both. A white stripe is"
          + " a dead board, a stripe of dashes is a noisy channel.";

  private final Map<Plane, WireImage> images = new EnumMap<>(Plane.class);

  private Evdisp() {
    for (Plane plane : Plane.values()) {
      images.put(
          plane, new WireImage(Detector.APAS * plane.wires(), Detector.TICKS / TICKS_PER_ROW));
    }
  }

  public static void main(String[] args) throws InterruptedException {
    Payload.main(Evdisp::run);
  }

  private static void run(Payload payload) throws IOException {
    DecodedFile file = new DecodedFile(payload.file("DECODED"));
    Evdisp display = new Evdisp();
    file.forEach(
        (event, channel, samples) -> {
          if (event == file.run().firstEvent()) {
            display.draw(channel, samples);
          }
        });
    Results results = new Results();
    display.images.forEach((plane, image) -> results.add(finish(plane, image, file.run())));
    results.write(payload.file("EVDISP_RESULTS"));
    System.out.println("event " + file.run().firstEvent() + " drawn");
  }

  /** Each row shows the largest of its ticks, so that short pulses are not lost. */
  private void draw(int channel, short[] samples) {
    Plane plane = Detector.plane(channel);
    int column = (Detector.apa(channel) - 1) * plane.wires() + Detector.wire(channel);
    int pedestal = median(samples);
    for (int row = 0; row < Detector.TICKS / TICKS_PER_ROW; row++) {
      int largest = 0;
      for (int i = 0; i < TICKS_PER_ROW; i++) {
        int adc = samples[row * TICKS_PER_ROW + i] - pedestal;
        largest = Math.abs(adc) > Math.abs(largest) ? adc : largest;
      }
      if (Math.abs(largest) > FAINTEST) {
        images.get(plane).set(column, row, largest / FULL_SCALE);
      }
    }
  }

  private static int median(short[] samples) {
    short[] sorted = samples.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static Picture finish(Plane plane, WireImage image, RunRecord run) {
    String title = "Event %d, plane %s".formatted(run.firstEvent(), plane);
    image.labelAcross(
        title + ", run " + run.run(),
        List.of("APA1", "APA2", "APA3", "APA4", "APA5", "APA6"),
        "wire, %d per APA".formatted(plane.wires()));
    image.labelDown("time (tick)", Detector.TICKS, 200);
    image.labelScale(FULL_SCALE, "ADC");
    return Picture.png("event_display_" + plane, title, "Event display", HELP, image.png());
  }
}
