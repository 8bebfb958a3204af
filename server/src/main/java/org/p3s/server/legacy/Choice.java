package org.p3s.server.legacy;

import static org.p3s.server.platform.SqlArray.longs;

import java.util.Map;

/** Entries to take: those of which this condition of SQL is true. */
record Choice(String condition, Map<String, Object> values) {

  static Choice all() {
    return new Choice("true", Map.of());
  }

  static Choice ids(Keys keys) {
    return within("id", keys);
  }

  static Choice runs(Keys keys) {
    return within("run", keys);
  }

  private static Choice within(String column, Keys keys) {
    return new Choice(
        "e.id in (select c.id from unnest(:firsts, :lasts) k (first, last)"
            + " join legacy_entry c on c.kind = :kind and c.%s between k.first and k.last)"
                .formatted(column),
        Map.of("firsts", longs(keys.firsts()), "lasts", longs(keys.lasts())));
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
