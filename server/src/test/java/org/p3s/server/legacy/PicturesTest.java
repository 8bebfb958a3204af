package org.p3s.server.legacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.p3s.server.legacy.OldForm.results;
import static org.p3s.server.legacy.OldForm.say;

import io.restassured.path.json.JsonPath;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.p3s.protocol.JobOffer;
import org.p3s.server.dqm.Picture;
import org.p3s.server.testing.Api;
import org.p3s.server.testing.FakePilot;
import org.p3s.server.testing.ServerTest;
import org.p3s.server.testing.TestPostgres;
import org.p3s.server.testing.Triggered;

/** Pictures that old payloads put on the shared disk are on the page, and no other files are. */
@ServerTest
class PicturesTest {

  private static final String SUBDIR = "2019_2";

  private final long run = ThreadLocalRandom.current().nextLong(1_000, 900_000);
  private final String job = UUID.randomUUID().toString();
  private final Path folder = TestPostgres.OLD_PLOTS.resolve(SUBDIR).resolve(job);

  private static byte[] png(int colour) throws IOException {
    BufferedImage image = new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, colour);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "png", out);
    return out.toByteArray();
  }

  private void put(String name, byte[] bytes) throws IOException {
    Files.write(Files.createDirectories(folder).resolve(name), bytes);
  }

  /** The name of a picture of this run, as the payloads make it. */
  private String of(String part, String name) {
    return "run%06d_%s_dl05_%s".formatted(run, part, name);
  }

  private void add(String files, String... more) {
    String description =
        "[{\"Category\": \"Hits\", \"Files\": {\"Number of hits\": \"" + files + "\"}}]";
    List<String> fields =
        new java.util.ArrayList<>(
            List.of(
                "description=" + description, "run=" + run, "subdir=" + SUBDIR, "j_uuid=" + job));
    // the last of a name counts
    fields.addAll(Arrays.asList(more));
    say("/monitor/addmon", fields.toArray(String[]::new));
  }

  private byte[] shown(String name) {
    JsonPath shown = results(run);
    long id = shown.getLong("plots.find { it.name == '" + name + "' }.id");
    return Api.admin().get("/plots/" + id).then().statusCode(200).extract().asByteArray();
  }

  @Test
  void picturesAreOnThePageAndTheNextFileReplacesThem() throws IOException {
    put(of("0001", "NHitsAPAU3.png"), png(1));
    add(of("0001", "NHitsAPAU3.png") + "," + of("0001", "Missing.png"), "subrun=1");
    JsonPath first = results(run);
    assertThat(first.getList("plots.name")).containsExactly("Missing.png", "NHitsAPAU3.png");
    assertThat(first.<Object>get("plots[0].size")).isNull();
    assertThat(shown("NHitsAPAU3.png")).isEqualTo(png(1));
    put(of("0002", "NHitsAPAU3.png"), png(2));
    put(of("0002", "Missing.png"), png(3));
    add(of("0002", "NHitsAPAU3.png") + "," + of("0002", "Missing.png"), "subrun=2");
    assertThat(results(run).getList("plots")).hasSize(2);
    assertThat(shown("NHitsAPAU3.png")).isEqualTo(png(2));
    assertThat(shown("Missing.png")).isEqualTo(png(3));
    say("/monitor/delmon", "run=" + run, "subrun=2");
    assertThat(shown("NHitsAPAU3.png")).isEqualTo(png(1));
  }

  private List<String> names() {
    return results(run).getList("plots.name");
  }

  private void takeBack(String subrun) {
    assertThat(say("/monitor/delmon", "run=" + run, "subrun=" + subrun)).startsWith("Deleted 1 ");
  }

  @Test
  void aPictureThatIsOnlyNamedStaysForAsLongAsOneNamesIt() {
    add("a.png,b.png", "subrun=1");
    add("a.png", "subrun=2");
    add("a.png,b.png", "subrun=3", "ts=2018-08-31 08:00:00Z");
    takeBack("1");
    assertThat(names()).containsExactly("a.png", "b.png");
    takeBack("2");
    assertThat(names()).containsExactly("a.png", "b.png");
    takeBack("3");
    assertThat(names()).isEmpty();
  }

  @Test
  void aPictureThatIsTakenBackIsStillNamedByTheOthersThatNameIt() throws IOException {
    add("a.png", "subrun=1");
    put("a.png", png(1));
    add("a.png", "subrun=2");
    Files.delete(folder.resolve("a.png"));
    add("a.png", "subrun=3");
    // what was drawn is not hidden by what is only named
    assertThat(shown("a.png")).isEqualTo(png(1));
    takeBack("2");
    assertOnlyNamed("it was of the second");
    takeBack("3");
    assertOnlyNamed("the first names it");
    takeBack("1");
    assertThat(names()).isEmpty();
  }

  @Test
  void theSameIsSoForAJobThatNamesAPictureTwice() throws IOException {
    Triggered trigger = Triggered.by("a");
    trigger.announce("1", ", \"run\": " + run);
    JobOffer offer = FakePilot.register(trigger.site, 1).takeOne();
    Path folder = TestPostgres.OLD_PLOTS.resolve(SUBDIR).resolve(offer.jobUuid());
    // jobs of an earlier database had the same uuids
    Files.deleteIfExists(folder.resolve("a.png"));
    add("a.png", "subrun=1", "j_uuid=" + offer.jobUuid());
    add("a.png", "subrun=2", "j_uuid=" + offer.jobUuid());
    Files.write(Files.createDirectories(folder).resolve("a.png"), png(1));
    add("a.png", "subrun=3", "j_uuid=" + offer.jobUuid());
    assertThat(shown("a.png")).isEqualTo(png(1));
    takeBack("3");
    assertOnlyNamed("the others name it");
    takeBack("1");
    assertOnlyNamed("the second names it");
    takeBack("2");
    assertThat(names()).isEmpty();
  }

  @Test
  void manyWhoOnlyNameItLeaveWhatWasDrawn() throws IOException {
    put("a.png", png(1));
    add("a.png", "subrun=1");
    Files.delete(folder.resolve("a.png"));
    for (int i = 2; i < 15; i++) {
      add("a.png", "subrun=" + i);
    }
    assertThat(shown("a.png")).isEqualTo(png(1));
    takeBack("1");
    assertOnlyNamed("by the others");
  }

  @Test
  void ofAllNamesOnlyWhatIsOfOneFileIsLeftOut() {
    add(
        String.join(
            ",",
            "run003611_0001_pdsphitmonitor_NHitsAPAU3.png",
            "run1906_subrun1_a.png",
            "run0000504_18-07-12_dl1_b.png",
            "run001837_001_dl2_c.png",
            "runs_of_noise.png",
            "run7_6sigma.png",
            "run8_0001.png",
            "d.png"));
    assertThat(results(run).getList("plots.name"))
        .containsExactlyInAnyOrder(
            "pdsphitmonitor_NHitsAPAU3.png",
            "a.png",
            "b.png",
            "c.png",
            "runs_of_noise.png",
            "6sigma.png",
            "0001.png",
            "d.png");
  }

  @Test
  void picturesOfSeveralFilesInOneListKeepTheirNames() throws IOException {
    for (String part : List.of("0001", "0002")) {
      put(of(part, "a.png"), png(Integer.parseInt(part)));
    }
    add(of("0001", "a.png") + "," + of("0002", "a.png") + ",a.png");
    assertThat(shown("a.png")).isEqualTo(png(1));
    assertThat(shown(of("0002", "a.png"))).isEqualTo(png(2));
    assertThat(results(run).getList("plots")).hasSize(2);
  }

  private void assertOnlyNamed(String why) {
    JsonPath shown = results(run);
    assertThat(shown.getList("plots.name")).as(why).isNotEmpty();
    assertThat(shown.getList("plots.size")).as(why).containsOnlyNulls();
  }

  @Test
  void whatIsNoPictureIsOnlyNamed() throws IOException {
    put("text.png", "x".repeat(100).getBytes(java.nio.charset.StandardCharsets.UTF_8));
    put("empty.png", new byte[0]);
    put("large.png", Arrays.copyOf(png(1), Picture.LARGEST + 1));
    put("png.svg", png(1));
    Files.createDirectories(folder.resolve("folder.png"));
    add("text.png,empty.png,large.png,png.svg,folder.png,missing.png");
    assertOnlyNamed("no picture");
  }

  @Test
  void nothingOutsideOfTheFolderIsRead() throws IOException {
    Path outside = TestPostgres.OLD_PLOTS.resolveSibling("old-secrets-" + job);
    Files.createDirectories(outside.resolve(job));
    Files.write(outside.resolve("secret.png"), png(7));
    Files.write(outside.resolve(job).resolve("secret.png"), png(7));
    Files.createDirectories(folder);
    Files.createSymbolicLink(folder.resolve("link.png"), outside.resolve("secret.png"));
    Path linked = TestPostgres.OLD_PLOTS.resolve("linked-" + job);
    Files.createSymbolicLink(linked, outside);
    Files.write(TestPostgres.OLD_PLOTS.resolve(SUBDIR).resolve(".hidden.png"), png(7));
    add("link.png");
    add("secret.png", "subdir=linked-" + job);
    String up = "../" + outside.getFileName();
    add("secret.png", "subdir=" + up);
    add("secret.png", "subdir=" + up, "j_uuid=.");
    add("secret.png", "subdir=.", "j_uuid=../../" + outside.getFileName());
    add("secret.png", "subdir=" + outside, "j_uuid=" + job);
    add("secret.png", "subdir=..", "j_uuid=" + outside.getFileName());
    add("../../../" + outside.getFileName() + "/secret.png," + outside + "/secret.png");
    add(".hidden.png", "j_uuid=.");
    assertOnlyNamed("outside");
    // the same within the folder is read
    put("secret.png", png(8));
    add("secret.png");
    assertThat(shown("secret.png")).isEqualTo(png(8));
  }
}
