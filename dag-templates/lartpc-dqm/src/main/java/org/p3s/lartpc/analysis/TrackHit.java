package org.p3s.lartpc.analysis;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.p3s.lartpc.raw.BadData;
import org.p3s.lartpc.raw.Detector;

/**
 * A collection-plane hit that lies on a straight track.
 *
 * @param track number of the track in the file
 * @param drift drift time in ms
 * @param charge in ADC·tick
 */
public record TrackHit(int event, int apa, int track, double drift, double charge) {
  private static final String HEAD = "event,apa,track,drift_ms,charge_adc_tick";

  static TrackHit of(Hit hit, int track) {
    double drift = (hit.tick() - Detector.FIRST_DRIFT_TICK) * Detector.TICK_MILLIS;
    return new TrackHit(hit.event(), Detector.apa(hit.channel()), track, drift, hit.charge());
  }

  /** Writes hits as CSV with a line of column names. */
  public static void write(Path file, List<TrackHit> hits) throws IOException {
    StringBuilder csv = new StringBuilder(HEAD).append('\n');
    for (TrackHit hit : hits) {
      csv.append(hit.event).append(',').append(hit.apa).append(',').append(hit.track).append(',');
      csv.append((float) hit.drift).append(',').append((float) hit.charge).append('\n');
    }
    Files.writeString(file, csv);
  }

  /** Reads what {@link #write} wrote. */
  public static List<TrackHit> read(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);
    List<TrackHit> hits = new ArrayList<>();
    if (lines.isEmpty() || !lines.get(0).equals(HEAD)) {
      throw new BadData(file.getFileName() + " does not start with the line " + HEAD + ".");
    }
    for (int i = 1; i < lines.size(); i++) {
      String[] fields = lines.get(i).split(",", -1);
      try {
        hits.add(
            new TrackHit(
                Integer.parseInt(fields[0]),
                Integer.parseInt(fields[1]),
                Integer.parseInt(fields[2]),
                Double.parseDouble(fields[3]),
                Double.parseDouble(fields[4])));
      } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
        throw new BadData(file.getFileName() + " is corrupt in line " + (i + 1) + ".");
      }
    }
    return hits;
  }
}
