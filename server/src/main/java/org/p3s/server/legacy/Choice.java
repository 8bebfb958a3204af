package org.p3s.server.legacy;

import static org.p3s.server.platform.SqlArray.longs;

import java.util.Map;

/** Entries to take: those of which this condition of SQL is true. */
record Choice(String condition, Map<String, Object> values) {

  static Choice all() {
    return new Choice("true", Map.of());
  }

  /** Those with these numbers; refused when they are very many. */
  static Choice ids(Keys keys) {
    return new Choice("e.id = any(:ids)", Map.of("ids", longs(keys.all())));
  }

  /** Those of these runs; refused when they are very many. */
  static Choice runs(Keys keys) {
    return new Choice("e.run = any(:runs)", Map.of("runs", longs(keys.all())));
  }

  static Choice subrun(long run, Long subrun) {
    return subrun == null
        ? new Choice("e.run = :run", Map.of("run", run))
        : new Choice("e.run = :run and e.subrun = :subrun", Map.of("run", run, "subrun", subrun));
  }

  static Choice infile(String infile) {
    return new Choice("e.infile <> '' and e.infile = :infile", Map.of("infile", infile));
  }

  static Choice job(String uuid) {
    return new Choice("e.job_uuid <> '' and e.job_uuid = :uuid", Map.of("uuid", uuid));
  }
}
