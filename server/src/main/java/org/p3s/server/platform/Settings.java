package org.p3s.server.platform;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What can be set from outside, as {@code P3S_…} variables: {@code P3S_LEASE=PT60S}. */
@ConfigMapping(prefix = "p3s")
public interface Settings {

  /** The address under which pilots and people reach this server. */
  Optional<String> publicUrl();

  /** The folder that keeps the outputs of jobs whose edges name no folder of their own. */
  @WithDefault("p3s-data/files")
  String storage();

  /** How long the outputs of an ended workflow stay there. */
  @WithDefault("PT24H")
  Duration keepFiles();

  /**
   * How long workflows, jobs and attempts are kept at least; what they put out on DQM pages stays.
   */
  @WithDefault("P180D")
  Duration keepHistory();

  /** The longest time between two exchanges of a pilot. */
  @WithDefault("PT10S")
  Duration heartbeat();

  /** A pilot silent for longer than this loses its jobs. */
  @WithDefault("PT60S")
  Duration lease();

  /** Time limit of a job whose template gives none. */
  @WithDefault("PT1H")
  Duration timeLimit();

  /**
   * Past its latest start a job waits for so much longer before it is given up, but no longer than
   * a twentieth of its ETA.
   */
  @WithDefault("PT10S")
  Duration grace();

  /** Presets the admin token, for automation. */
  Optional<String> adminToken();

  /** Lets everybody read the pages without login. */
  @WithDefault("false")
  boolean publicReading();

  /** Folders in which new files arrive: paths, or {@code root://host[:port]//path}. */
  Optional<List<String>> inbox();

  /** How often an inbox is listed in full; a folder of this machine also tells of new names. */
  @WithDefault("PT10S")
  Duration rescan();

  /** How many jobs may read the online buffer at a time, of all pilots together; 0 for none. */
  @WithDefault("4")
  int bufferReads();

  /** How many bytes a second each of them may read. */
  Optional<Long> bufferRate();

  /**
   * Regular expressions that read a file's name; the first that matches wins. Named groups: {@code
   * detector}, {@code stream}, {@code run}, {@code subrun}. Commas separate them; one inside of a
   * pattern is written {@code \\,}.
   */
  @WithDefault(
      "(?<detector>[A-Za-z0-9]+)_(?<stream>[A-Za-z0-9]+)_run(?<run>[0-9]+)_(?<subrun>[0-9]+)[_.].*")
  List<String> filePatterns();

  /** Serves the clients and pilots of the older p3s, which know no tokens. */
  @WithDefault("false")
  boolean legacy();

  /** The port on which they are served; without it they share that of the pages. */
  Optional<Integer> legacyPort();

  /** Where they may come from: addresses, or networks such as {@code 10.1.0.0/16}. */
  @WithDefault("127.0.0.0/8,::1")
  List<String> legacyNetworks();

  /** Lets them delete everything of a kind at once. */
  @WithDefault("false")
  boolean legacyDelete();

  /** How long their pilots may be silent before they lose their jobs. */
  @WithDefault("PT1000S")
  Duration legacyLease();

  /** In which zone they tell the time when they do not say. */
  @WithDefault("UTC")
  String legacyZone();

  /**
   * The folder into whose {@code SUBDIR/JOB-UUID/} their payloads put the pictures that they name.
   */
  Optional<String> legacyPlots();

  /** How many versions of a plot or histogram a run keeps under one name. */
  @WithDefault("10")
  int plotHistory();
}
