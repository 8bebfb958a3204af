package org.p3s.xrootd;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * One server's files through {@code xrdfs}.
 *
 * @param server any place on it
 * @param limit for one call
 */
public record Xrdfs(RootUrl server, Duration limit) {

  private static final int LONGEST_LINE = 4_096;

  /**
   * Lists a folder; it may have been listed in part when it throws.
   *
   * @return how many lines could not be read: names that are not UTF-8, or a form of the listing
   *     that is not known
   */
  public int list(String folder, Consumer<RemoteFile> files)
      throws IOException, InterruptedException {
    Lines lines = new Lines(folder.equals("/") ? "" : folder, files);
    run(lines::read, List.of("ls", "-l", folder));
    return lines.odd;
  }

  /** Whether a file can be asked for in the locale that this program was started in. */
  public static boolean isSpeakable(String path) {
    return XrdProgram.isArgument(path);
  }

  /** What is in these files, one after the other; none may be longer than some kilobytes. */
  public byte[] read(List<String> paths) throws IOException, InterruptedException {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    List<String> command = new ArrayList<>(List.of("cat"));
    command.addAll(paths);
    run(printed -> printed.transferTo(content), command);
    return content.toByteArray();
  }

  /** The adler32 that the server computes, as eight lower-case hexadecimal digits. */
  public String adler32(RootUrl file) throws IOException, InterruptedException {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    run(in -> in.transferTo(printed), List.of("query", "checksum", file.path() + cksType(file)));
    String[] words = printed.toString(StandardCharsets.UTF_8).strip().split("\\s+", 2);
    if (words.length != 2 || !words[0].equals("adler32") || !words[1].matches("[0-9a-f]{1,8}")) {
      throw new IOException(server.host() + " computes no adler32");
    }
    return "0".repeat(8 - words[1].length()) + words[1];
  }

  private static String cksType(RootUrl file) {
    return file.query().isEmpty() ? "?cks.type=adler32" : file.query() + "&cks.type=adler32";
  }

  /** Renames; what has the new name is replaced. */
  public void move(String from, String to) throws IOException, InterruptedException {
    run(XrdProgram.NOTHING, List.of("mv", from, to));
  }

  public void remove(String path) throws IOException, InterruptedException {
    run(XrdProgram.NOTHING, List.of("rm", path));
  }

  private void run(XrdProgram.Reader reader, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("xrdfs", server.server()));
    command.addAll(arguments);
    XrdProgram.run(server.host(), limit, reader, command);
  }

  /** Reads lines of any length without keeping more than one. */
  private static final class Lines {
    private final String folder;
    private final Consumer<RemoteFile> files;
    private final CharsetDecoder utf8 = RemoteFile.decoder();
    private final byte[] line = new byte[LONGEST_LINE];
    private int length;
    private int odd;

    Lines(String folder, Consumer<RemoteFile> files) {
      this.folder = folder;
      this.files = files;
    }

    void read(InputStream printed) throws IOException {
      byte[] piece = new byte[1 << 16];
      for (int n = printed.read(piece); n >= 0; n = printed.read(piece)) {
        for (int i = 0; i < n; i++) {
          take(piece[i]);
        }
      }
      if (length > 0) {
        end();
      }
    }

    private void take(byte each) {
      if (each == '\n') {
        end();
      } else if (length < LONGEST_LINE) {
        line[length++] = each;
      }
    }

    private void end() {
      RemoteFile.read(line, length, folder, utf8).ifPresentOrElse(files, () -> odd++);
      length = 0;
    }
  }
}
