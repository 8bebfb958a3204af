package org.p3s.bench.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.p3s.bench.Broken;

/**
 * Drives connections and timers in one thread. Connections are made before {@link #start}; from
 * then on everything happens in the loop's thread, so that loads need no locks. Whatever a listener
 * throws ends the loop and is kept for {@link #check}.
 */
public final class Loop implements AutoCloseable {

  private record Timer(long at, Runnable task) {}

  private final Selector selector;
  private final ByteBuffer shared = ByteBuffer.allocateDirect(1 << 18);
  private final Reply reply = new Reply();
  private final List<Link> links = new ArrayList<>();
  private final PriorityQueue<Timer> timers =
      new PriorityQueue<>(Comparator.comparingLong(Timer::at));
  private final Queue<Runnable> told = new ConcurrentLinkedQueue<>();
  private final Thread thread = new Thread(this::run, "loop");
  private volatile boolean closing;
  private volatile Throwable failure;

  public Loop() {
    try {
      selector = Selector.open();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A connection to this port of this machine. */
  public Link connect(int port) {
    try {
      SocketChannel channel =
          SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.configureBlocking(false);
      SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
      Link link = new Link(channel, key);
      key.attach(link);
      links.add(link);
      return link;
    } catch (IOException e) {
      throw new Broken(
          "Connection %d cannot be made (%s); are there enough open files (ulimit -n)?"
              .formatted(links.size() + 1, e.getMessage()),
          e);
    }
  }

  /** Runs a task at this {@link System#nanoTime}, or as soon after as possible. */
  public void at(long nanoTime, Runnable task) {
    timers.add(new Timer(nanoTime, task));
  }

  /** Runs a task in the loop's thread, for those who are in another one. */
  public void tell(Runnable task) {
    told.add(task);
    selector.wakeup();
  }

  /** Goes on until it is closed. */
  public void start() {
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    try {
      while (!closing) {
        long nap = untilNext();
        if (nap > 0) {
          selector.select(this::ready, nap);
        } else {
          selector.selectNow(this::ready);
        }
        for (Runnable task = told.poll(); task != null; task = told.poll()) {
          task.run();
        }
        long now = System.nanoTime();
        while (!timers.isEmpty() && timers.peek().at() - now <= 0) {
          timers.remove().task().run();
        }
      }
    } catch (Throwable e) {
      failure = e;
    }
  }

  private void ready(SelectionKey key) {
    ((Link) key.attachment()).ready(shared, reply);
  }

  /** Milliseconds that a select may take, 0 when a timer is due. */
  private long untilNext() {
    if (timers.isEmpty()) {
      return 100;
    }
    long nanos = timers.peek().at() - System.nanoTime();
    return nanos <= 0 ? 0 : Math.min(100, TimeUnit.NANOSECONDS.toMillis(nanos) + 1);
  }

  /** Throws what went wrong, if something did. */
  public void check() {
    Throwable why = failure;
    if (why != null) {
      throw new Broken(why.getMessage() == null ? why.toString() : why.getMessage(), why);
    }
  }

  @Override
  public void close() {
    closing = true;
    selector.wakeup();
    try {
      thread.join(5_000);
      for (Link each : links) {
        each.close();
      }
      selector.close();
    } catch (IOException | InterruptedException e) {
      throw new Broken("The connections cannot be closed", e);
    }
  }
}
