package org.p3s.xrootd;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line of {@code xrdfs ls -l}.
 *
 * @param size in bytes
 * @param modified by the clock of the server that holds it, to the second
 */
public record RemoteFile(String name, long size, Instant modified, boolean isFolder) {

  private static final String TIME = "\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d";

  // 5.x: size before the time; 4.x: after it. Times are UTC, names of groups may hold blanks.
  private static final Pattern HEAD =
      Pattern.compile(
          "([a-z-])\\S{3,10} (?:(?:.* )?(?<size>\\d{1,18}) (?<at>DAY TIME) +"
                  .replace("DAY TIME", TIME)
              + "|(?:.* )?(?<when>DAY TIME) +(?<after>\\d{1,18}) +)".replace("DAY TIME", TIME));

  /**
   * Reads a line. A name cannot hold a slash, so that whatever else it holds it cannot pass for
   * another line.
   *
   * @param folder the path that was listed, without a slash at its end
   * @return empty when it is not such a line
   */
  static Optional<RemoteFile> read(byte[] line, int length, String folder, CharsetDecoder utf8) {
    try {
      String text = utf8.decode(ByteBuffer.wrap(line, 0, length)).toString();
      int slash = text.lastIndexOf('/');
      int path = slash - folder.length();
      if (path < 0 || !text.startsWith(folder, path) || slash == text.length() - 1) {
        return Optional.empty();
      }
      Matcher head = HEAD.matcher(text).region(0, path);
      return head.matches() ? Optional.of(of(head, text.substring(slash + 1))) : Optional.empty();
    } catch (CharacterCodingException | DateTimeException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static RemoteFile of(Matcher head, String name) {
    boolean isNew = head.group("size") != null;
    String size = isNew ? head.group("size") : head.group("after");
    String time = isNew ? head.group("at") : head.group("when");
    Instant modified = Instant.parse(time.replace(' ', 'T') + "Z");
    return new RemoteFile(name, Long.parseLong(size), modified, head.group(1).equals("d"));
  }

  static CharsetDecoder decoder() {
    return StandardCharsets.UTF_8.newDecoder();
  }
}
