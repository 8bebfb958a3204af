package org.p3s.pilot.payload;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.p3s.protocol.AttemptId;
import org.p3s.protocol.AttemptReport;
import org.p3s.protocol.LogChunk;

class OutputLogTest {

  @TempDir Path temp;

  private OutputLog log(long cap) {
    return new OutputLog(new AttemptId(1, 1), LogChunk.Stream.STDOUT, temp.resolve("out"), cap);
  }

  /** Gives one byte at a time, so that every character arrives in pieces. */
  private static InputStream inPieces(byte[] bytes) {
    return new ByteArrayInputStream(bytes) {
      @Override
      public synchronized int read(byte[] into, int from, int most) {
        return super.read(into, from, Math.min(1, most));
      }
    };
  }

  @Test
  void charactersThatArriveInPiecesStayWhole() {
    OutputLog log = log(OutputLog.CAP);
    log.drain(inPieces("aä€😀z".getBytes(UTF_8)));
    assertThat(log.tail()).isEqualTo("aä€😀z");
    assertThat(log.isAllInTail()).isTrue();
  }

  @Test
  void anUnfinishedCharacterIsReplaced() {
    OutputLog log = log(OutputLog.CAP);
    log.drain(inPieces(new byte[] {'a', (byte) 0xF0, (byte) 0x9F}));
    assertThat(log.tail()).isEqualTo("a\uFFFD");
  }

  @Test
  void theFileIsCappedButTheTailIsTheEnd() throws IOException {
    OutputLog log = log(10);
    log.drain(new ByteArrayInputStream("0123456789and more".getBytes(UTF_8)));
    assertThat(temp.resolve("out"))
        .hasContent("0123456789\n[p3s: more than 10 bytes; the rest is not kept]\n");
    assertThat(log.tail()).endsWith("and more");
  }

  @Test
  void neitherTailNorChunksCutACharacter() {
    OutputLog log = log(OutputLog.CAP);
    log.drain(new ByteArrayInputStream(("x" + "😀".repeat(20_000)).getBytes(UTF_8)));
    assertThat(log.tail()).hasSizeBetween(AttemptReport.TAIL_CHARS - 1, AttemptReport.TAIL_CHARS);
    assertThat(Character.isLowSurrogate(log.tail().charAt(0))).isFalse();
    StringBuilder all = new StringBuilder();
    long codePoints = 0;
    for (LogChunk chunk = log.chunk(); chunk != null; chunk = log.chunk()) {
      assertThat(chunk.offset()).isEqualTo(codePoints);
      assertThat(Character.isHighSurrogate(chunk.text().charAt(chunk.text().length() - 1)))
          .isFalse();
      codePoints += chunk.text().codePoints().count();
      all.append(chunk.text());
      log.sent(chunk);
    }
    assertThat(all).hasToString("x" + "😀".repeat(20_000));
  }

  @Test
  void aChunkThatWasNotTakenIsOfferedAgainUnchanged() {
    OutputLog log = log(OutputLog.CAP);
    log.drain(new ByteArrayInputStream("one".getBytes(UTF_8)));
    assertThat(log.chunk()).isEqualTo(log.chunk());
  }

  @Test
  void whoWritesTooFastIsSkippedWithANote() {
    OutputLog log = log(OutputLog.CAP);
    log.drain(new ByteArrayInputStream("y".repeat(1_000_000).getBytes(UTF_8)));
    LogChunk first = log.chunk();
    assertThat(first.offset()).isZero();
    assertThat(first.text()).matches("(?s)\\n\\[p3s: \\d+ characters are not shown]\\ny+");
    assertThat(log.isAllInTail()).isFalse();
  }
}
