package org.p3s.server.job;

import java.util.OptionalLong;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** UUIDs of jobs and workflows, for those who want one: of version 8, and made of their numbers. */
public enum WorkUuid {
  JOB(0x7033_7300_0001_8000L),
  WORKFLOW(0x7033_7300_0002_8000L);

  private static final Pattern FORM =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

  /** Of the lower half, the two bits that every UUID has. */
  private static final long VARIANT = 0x8000_0000_0000_0000L;

  private final long upper;

  WorkUuid(long upper) {
    this.upper = upper;
  }

  /** The UUID of the job or workflow with this id. */
  public UUID of(long id) {
    return new UUID(upper, VARIANT | id);
  }

  /** The id that such a UUID was made of; empty when the text is none of this kind. */
  public OptionalLong id(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      return OptionalLong.empty();
    }
    UUID uuid = UUID.fromString(text);
    long id = uuid.getLeastSignificantBits() & ~VARIANT;
    return uuid.getMostSignificantBits() == upper && of(id).equals(uuid) && id >> 62 == 0
        ? OptionalLong.of(id)
        : OptionalLong.empty();
  }
}
