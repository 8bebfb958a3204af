package org.p3s.server.legacy;

import java.util.regex.Pattern;

/**
 * A file as old clients register it, or as a workflow of theirs names it. No text is null; what
 * nobody said is empty.
 *
 * @param uuid what its client calls it
 * @param dirpath the folder, or a URL of one
 * @param datatag the environment variable that holds the file's path
 * @param wf the workflow's name
 * @param source name of the job that writes it, target of the one that reads it
 */
record Dataset(
    String uuid,
    String name,
    String dirpath,
    String state,
    String comment,
    String datatype,
    String datatag,
    String wf,
    String wfuuid,
    String source,
    String target,
    String sourceuuid,
    String targetuuid) {

  private static final Pattern PLACE = Pattern.compile("/.*|(?i:file|https?|x?root):.*");

  /**
   * Whether it is a file that data taking wrote and for which nobody has submitted a job: it names
   * a file in a place that we can find, and no job and no workflow that it belongs to.
   */
  boolean isNews() {
    return !name.isEmpty()
        && targetuuid.isEmpty()
        && wfuuid.isEmpty()
        && PLACE.matcher(dirpath).matches();
  }

  /** Where it is. */
  String url() {
    return dirpath + (dirpath.endsWith("/") ? "" : "/") + name;
  }
}
