package org.p3s.inbox.folder;

/**
 * A file of a folder.
 *
 * @param size in bytes; negative when only the name is known
 * @param modified time of change by the clock of whoever holds the file, milliseconds of the epoch
 */
public record Entry(String name, long size, long modified) {

  /** One that has yet to be looked at. */
  static Entry named(String name) {
    return new Entry(name, -1, 0);
  }

  public boolean isLookedAt() {
    return size >= 0;
  }
}
