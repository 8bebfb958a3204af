package org.p3s.bench.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import org.p3s.bench.Broken;

/** A connection with at most one request on its way. Used by its loop's thread alone. */
public final class Link {

  /** Hears answers. */
  public interface Listener {
    void answered(Link link, Reply reply);
  }

  private final SocketChannel channel;
  private final SelectionKey key;
  private ByteBuffer out = ByteBuffer.allocate(0);
  private Message last;
  private byte[] in = new byte[2048];
  private int received;
  private Listener listener;

  Link(SocketChannel channel, SelectionKey key) {
    this.channel = channel;
    this.key = key;
  }

  /** Sends a request; the message must not be changed before the answer is there. */
  public void send(Message message, Listener toWhom) {
    if (listener != null) {
      throw new Broken("A second request on a connection that waits for an answer");
    }
    listener = toWhom;
    if (last != message || out.array() != message.bytes()) {
      last = message;
      out = ByteBuffer.wrap(message.bytes());
    }
    out.position(0).limit(message.length());
    write();
  }

  /** Whether it waits for an answer. */
  public boolean isBusy() {
    return listener != null;
  }

  private void write() {
    try {
      channel.write(out);
    } catch (IOException e) {
      throw new Broken("The server closed a connection", e);
    }
    int wanted =
        out.hasRemaining() ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ;
    if (key.interestOps() != wanted) {
      key.interestOps(wanted);
    }
  }

  void ready(ByteBuffer shared, Reply reply) {
    if (key.isWritable()) {
      write();
    }
    if (key.isReadable()) {
      read(shared, reply);
    }
  }

  private void read(ByteBuffer shared, Reply reply) {
    shared.clear();
    int count;
    try {
      count = channel.read(shared);
    } catch (IOException e) {
      throw new Broken("The server broke a connection", e);
    }
    if (count < 0) {
      throw new Broken("The server closed a connection");
    }
    if (received + count > in.length) {
      in = Arrays.copyOf(in, (received + count) * 2);
    }
    shared.flip().get(in, received, count);
    received += count;
    if (listener == null) {
      throw new Broken("The server answered what nobody asked");
    }
    if (Framing.read(in, received, reply)) {
      received = 0;
      Listener heard = listener;
      listener = null;
      heard.answered(this, reply);
    }
  }

  void close() throws IOException {
    channel.close();
  }
}
