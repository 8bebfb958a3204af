package org.p3s.server.platform;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jboss.logging.Logger;

/**
 * Natural batching: one thread serves together what came while it was busy. At low load that is one
 * request at a time and nobody waits for a timer; at high load the cost of a transaction is shared.
 *
 * @param <Q> what is asked
 * @param <A> what is answered
 */
public final class Batches<Q, A> implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(Batches.class);

  private record Call<Q, A>(Q request, CompletableFuture<A> answer) {}

  private final BlockingQueue<Call<Q, A>> inbox = new LinkedBlockingQueue<>();
  private final ToIntFunction<Q> weight;
  private final int most;
  private final Function<List<Q>, List<A>> serve;
  private final Thread thread;
  private volatile boolean running = true;

  /**
   * Starts the thread.
   *
   * @param weight of one request
   * @param most what a batch may weigh, unless it is a single request
   * @param serve answers a batch, in the same order; when it throws, the halves of the batch are
   *     served and so on, so that a request that cannot be served fails alone; in an outage of the
   *     database all of them fail
   */
  public Batches(String name, ToIntFunction<Q> weight, int most, Function<List<Q>, List<A>> serve) {
    this.weight = weight;
    this.most = most;
    this.serve = serve;
    this.thread = new Thread(this::run, name);
    thread.setDaemon(true);
    thread.start();
  }

  /** The answer comes when the batch that takes this request in has been served. */
  public CompletableFuture<A> submit(Q request) {
    Call<Q, A> call = new Call<>(request, new CompletableFuture<>());
    inbox.add(call);
    return call.answer();
  }

  /** Whether its thread serves. */
  public boolean isAlive() {
    return thread.isAlive();
  }

  private void run() {
    while (running) {
      try {
        serve(next());
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private List<Call<Q, A>> next() throws InterruptedException {
    List<Call<Q, A>> batch = new ArrayList<>();
    Call<Q, A> call = inbox.take();
    int heavy = 0;
    while (call != null) {
      batch.add(call);
      heavy += weight.applyAsInt(call.request());
      Call<Q, A> next = inbox.peek();
      call =
          next != null && heavy + weight.applyAsInt(next.request()) <= most ? inbox.poll() : null;
    }
    return batch;
  }

  private void serve(List<Call<Q, A>> batch) {
    List<A> answers;
    try {
      answers = serve.apply(batch.stream().map(Call::request).toList());
    } catch (RuntimeException e) {
      if (batch.size() == 1 || Outage.isBehind(e)) {
        batch.forEach(each -> each.answer().completeExceptionally(e));
      } else {
        LOG.warnf("A batch of %d requests failed (%s); serving its halves", batch.size(), e);
        serve(batch.subList(0, batch.size() / 2));
        serve(batch.subList(batch.size() / 2, batch.size()));
      }
      return;
    } catch (Error e) {
      // those who wait must hear of it, and the thread has to go on
      LOG.error("A batch failed", e);
      batch.forEach(each -> each.answer().completeExceptionally(e));
      return;
    }
    for (int i = 0; i < batch.size(); i++) {
      batch.get(i).answer().complete(answers.get(i));
    }
  }

  @Override
  public void close() {
    running = false;
    thread.interrupt();
  }
}
