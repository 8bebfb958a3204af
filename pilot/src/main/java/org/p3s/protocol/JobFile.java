package org.p3s.protocol;

/**
 * A file that goes into or comes out of a job.
 *
 * @param tag the name of the environment variable that holds the file's path in the scratch folder
 * @param name the file's name, without folders
 * @param url where it is staged in from or out to: an absolute path, {@code file://…}, {@code
 *     http(s)://…} or {@code root://…}; an input may also be {@code p3s:/…}, which is at the server
 *     that gave the job
 * @param size in bytes, null when not known
 * @param adler32 eight lower-case hexadecimal digits, null when not known
 * @param optional an input that may be missing because the job that makes it failed, or an output
 *     that nobody needs
 * @param buffer the URL of the same file in the online buffer of data taking, where it may be read
 *     while the other does not answer; null when it is not there
 */
public record JobFile(
    String tag,
    String name,
    String url,
    Long size,
    String adler32,
    boolean optional,
    String buffer) {

  /** One that lies in one place only. */
  public JobFile(String tag, String name, String url, Long size, String adler32, boolean optional) {
    this(tag, name, url, size, adler32, optional, null);
  }
}
