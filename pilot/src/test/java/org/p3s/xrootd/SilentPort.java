package org.p3s.xrootd;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** A port that takes connections and never answers. */
public final class SilentPort implements AutoCloseable {

  private final ServerSocket socket;

  public SilentPort() throws IOException {
    // the kernel takes the connections; nobody ever accepts or reads
    socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  public int port() {
    return socket.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
