package org.p3s.lartpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.p3s.lartpc.raw.BadData;
import org.p3s.lartpc.raw.DecodedFile;
import org.p3s.lartpc.raw.DecodedWriter;
import org.p3s.lartpc.raw.Detector;
import org.p3s.lartpc.raw.RawReader;
import org.p3s.lartpc.raw.RawWriter;
import org.p3s.lartpc.raw.RunRecord;

/** What is written is read again, and every kind of damage is named with its place. */
final class RawFormatTest {
  private static final int HEADERS = 80;
  private static final int EVENT_HEAD = 24;
  private static final int BLOCK = 16 + 691_200;
  private static final RunRecord RUN =
      new RunRecord(123, 4, 1, 16, 2, Instant.parse("2026-11-21T08:00:00.123Z"));

  @TempDir Path folder;

  private Path file;
  private short[] samples;

  @BeforeEach
  void writeTwoEvents() throws IOException {
    file = folder.resolve(RUN.fileName());
    SplittableRandom random = new SplittableRandom(5);
    samples = new short[Detector.CHANNELS * Detector.TICKS];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (short) random.nextInt(Detector.ADC_MAX + 1);
    }
    try (OutputStream out = Files.newOutputStream(file)) {
      RawWriter writer = new RawWriter(out, RUN);
      writer.event(16, RUN.start(), samples);
      writer.event(17, RUN.start(), samples);
    }
  }

  @Test
  void theNameTellsRunAndFile() {
    assertThat(file).hasFileName("lartpc_raw_run000123_0004_dl1.raw");
  }

  @Test
  void everySampleComesBack() throws IOException {
    List<Integer> places = new ArrayList<>();
    try (RawReader reader = new RawReader(file)) {
      assertThat(reader.run()).isEqualTo(RUN);
      reader.readEvents(
          (event, apa, block) -> {
            places.add(event * 10 + apa);
            int from = (apa - 1) * block.length;
            assertThat(Arrays.equals(block, Arrays.copyOfRange(samples, from, from + block.length)))
                .isTrue();
          });
      assertThat(reader.position()).isEqualTo(Files.size(file));
    }
    assertThat(places).containsExactly(161, 162, 163, 164, 165, 166, 171, 172, 173, 174, 175, 176);
  }

  @Test
  void theDecodedFormLosesNothing() throws IOException {
    Path decoded = folder.resolve("decoded.bin");
    try (RawReader reader = new RawReader(file);
        OutputStream out = Files.newOutputStream(decoded)) {
      DecodedWriter writer = new DecodedWriter(out, reader.run());
      reader.readEvents((event, apa, block) -> writer.block(block));
    }
    DecodedFile read = new DecodedFile(decoded);
    assertThat(read.run()).isEqualTo(RUN);
    int[] waveforms = new int[1];
    read.forEach(
        (event, channel, wave) -> {
          int from = channel * Detector.TICKS;
          assertThat(Arrays.equals(wave, Arrays.copyOfRange(samples, from, from + wave.length)))
              .isTrue();
          waveforms[0]++;
        });
    assertThat(waveforms[0]).isEqualTo(2 * Detector.CHANNELS);
  }

  @Test
  void aCutDecodedFileIsTruncated() throws IOException {
    Path decoded = folder.resolve("decoded.bin");
    try (OutputStream out = Files.newOutputStream(decoded)) {
      new DecodedWriter(out, RUN).block(Arrays.copyOf(samples, 384 * Detector.TICKS));
    }
    DecodedFile read = new DecodedFile(decoded);
    assertThatThrownBy(() -> read.forEach((event, channel, wave) -> {}))
        .isInstanceOf(BadData.class)
        .hasMessageContaining("decoded.bin is truncated");
  }

  @Test
  void aCutFileIsTruncatedAndTheSentenceSaysWhere() throws IOException {
    int size = HEADERS + EVENT_HEAD + 6 * BLOCK + EVENT_HEAD + BLOCK + 1000;
    cut(size);
    assertThat(complaint())
        .isEqualTo(
            "lartpc_raw_run000123_0004_dl1.raw is truncated: it ends in APA 2 of event 17,"
                + " at byte %d of %d.",
            size, RawWriter.fileBytes(2));
  }

  @Test
  void aFileWithoutItsLastEventIsTruncated() throws IOException {
    cut(HEADERS + EVENT_HEAD + 6 * BLOCK);
    assertThat(complaint()).contains("truncated", "the head of event 17 (2 of 2)");
  }

  @Test
  void anEmptyFileAndHalfAHeaderAreTruncated() throws IOException {
    cut(20);
    assertThat(complaint()).contains("truncated: it ends in the file header, at byte 20 of 40");
    cut(0);
    assertThat(complaint()).contains("truncated: it ends in the file header, at byte 0 of 40");
  }

  @Test
  void anotherKindOfFileIsRecognised() throws IOException {
    Files.writeString(file, "{\"name\": \"this is JSON\"}");
    assertThat(complaint()).contains("is not a LArTPC raw file").contains("byte 0");
  }

  @Test
  void oneFlippedBitInTheSamplesIsFound() throws IOException {
    int block = HEADERS + EVENT_HEAD + 2 * BLOCK;
    flip(block + 16 + 345_678);
    assertThat(complaint())
        .contains("is corrupt: the samples of APA 3 of event 16, from byte " + block)
        .contains("checksum");
  }

  @Test
  void oneFlippedBitInAnyHeaderIsFound() throws IOException {
    int event = HEADERS + EVENT_HEAD + 6 * BLOCK;
    for (int place : new int[] {12, 36, 45, 79, HEADERS + 9, event + 1, event + 20, event + 25}) {
      flip(place);
      assertThat(complaint()).as("bit at byte %d", place).contains("corrupt");
      flip(place);
    }
  }

  @Test
  void aFileOfAnotherVersionIsNotGuessedAt() throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[8] = 2;
    CRC32 crc = new CRC32();
    crc.update(bytes, 0, 36);
    for (int i = 0; i < 4; i++) {
      bytes[36 + i] = (byte) (crc.getValue() >> (8 * i));
    }
    Files.write(file, bytes);
    assertThat(complaint()).contains("another format version or geometry", "header byte 8");
  }

  @Test
  void bytesAfterTheLastEventAreFound() throws IOException {
    Files.write(file, new byte[1], StandardOpenOption.APPEND);
    assertThat(complaint())
        .contains("bytes follow the last event at byte " + (Files.size(file) - 1));
  }

  private String complaint() {
    try (RawReader reader = new RawReader(file)) {
      reader.readEvents((event, apa, block) -> {});
      throw new AssertionError("no complaint");
    } catch (BadData e) {
      return e.getMessage();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void cut(int size) throws IOException {
    Files.write(file, Arrays.copyOf(Files.readAllBytes(file), size));
  }

  private void flip(int place) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[place] ^= 4;
    Files.write(file, bytes);
  }
}
