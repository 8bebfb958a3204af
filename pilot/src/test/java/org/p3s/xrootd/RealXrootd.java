package org.p3s.xrootd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A real XRootD server of the installed package, with one folder {@code /store}; tests say with
 * {@code @Needs} that they want one.
 */
public final class RealXrootd implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofSeconds(15);
  private static final boolean IS_ROOT = "root".equals(System.getProperty("user.name"));

  private final Path home;
  private final int port;
  private Process process;

  private RealXrootd(Path home, int port) {
    this.home = home;
    this.port = port;
  }

  /** Starts one with an empty {@code /store}. */
  public static RealXrootd start() throws IOException, InterruptedException {
    Path home = Files.createTempDirectory("p3s-xrootd");
    RealXrootd server = new RealXrootd(home, freePort());
    server.prepare();
    server.up();
    return server;
  }

  private static int freePort() throws IOException {
    try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return any.getLocalPort();
    }
  }

  private void prepare() throws IOException {
    for (String each : List.of("data/store", "admin", "run", "log")) {
      Files.createDirectories(home.resolve(each));
    }
    Files.writeString(
        home.resolve("xrd.cfg"),
        """
        xrd.port %d
        xrd.network nodnr
        xrd.allow host localhost
        oss.localroot %s/data
        all.export /store
        all.adminpath %2$s/admin
        all.pidpath %2$s/run
        xrootd.chksum max 2 adler32
        """
            .formatted(port, home));
    try (Stream<Path> all = Files.walk(home)) {
      for (Path each : all.toList()) {
        hand(each);
      }
    }
  }

  /** The server's user may read and write it. */
  private static void hand(Path path) throws IOException {
    if (IS_ROOT) {
      Files.setOwner(
          path,
          path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("xrootd"));
    }
    String rights = Files.isDirectory(path) ? "rwxr-xr-x" : "rw-r--r--";
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(rights));
  }

  /** Starts it again, on the same port with the same files. */
  public void up() throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    if (IS_ROOT) {
      // it refuses to run as root
      command.addAll(List.of("setpriv", "--reuid=xrootd", "--regid=xrootd", "--clear-groups"));
    }
    String config = home.resolve("xrd.cfg").toString();
    String log = home.resolve("log/xrd.log").toString();
    command.addAll(List.of("xrootd", "-c", config, "-l", log, "-n", "t"));
    process =
        new ProcessBuilder(command)
            .directory(home.resolve("run").toFile())
            .redirectErrorStream(true)
            .redirectOutput(home.resolve("out").toFile())
            .start();
    Instant end = Instant.now().plus(LIMIT);
    while (!answers()) {
      assertThat(process.isAlive()).as(Files.readString(home.resolve("out"))).isTrue();
      assertThat(Instant.now()).isBefore(end);
      Thread.sleep(20);
    }
  }

  private boolean answers() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  /** Nobody listens on its port any more. */
  public void down() {
    process.destroyForcibly();
    process.onExit().orTimeout(LIMIT.toMillis(), TimeUnit.MILLISECONDS).join();
  }

  /** Starts it again as one that computes no checksums. */
  public void withoutChecksums() throws IOException, InterruptedException {
    down();
    Path config = home.resolve("xrd.cfg");
    Files.writeString(config, Files.readString(config).replaceAll("xrootd.chksum.*", ""));
    up();
  }

  /** It takes connections and says nothing, until it is continued. */
  public void hang() throws IOException, InterruptedException {
    signal("STOP");
  }

  public void goOn() throws IOException, InterruptedException {
    signal("CONT");
  }

  private void signal(String name) throws IOException, InterruptedException {
    String pid = Long.toString(process.pid());
    assertThat(new ProcessBuilder("kill", "-" + name, pid).start().waitFor()).isZero();
  }

  /** {@code root://localhost:port}. */
  public String address() {
    return "root://localhost:" + port;
  }

  /** The URL of a file or folder in the store. */
  public String url(String name) {
    return address() + "//store/" + name;
  }

  /** Where a file of the store really is. */
  public Path file(String name) {
    return home.resolve("data/store").resolve(name);
  }

  /** Writes a file into the store behind the server's back, as a data taking system would. */
  public Path write(String name, String content) throws IOException {
    folder(name.contains("/") ? name.substring(0, name.lastIndexOf('/')) : "");
    Path file = Files.writeString(file(name), content);
    hand(file);
    return file;
  }

  /** Makes a folder of the store. */
  public Path folder(String name) throws IOException {
    Path folder = Files.createDirectories(file(name));
    hand(folder);
    return folder;
  }

  @Override
  public void close() throws IOException {
    down();
    try (Stream<Path> all = Files.walk(home)) {
      all.sorted(Comparator.reverseOrder()).forEach(RealXrootd::delete);
    }
  }

  private static void delete(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
