package org.p3s.pilot;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.p3s.protocol.AttemptId;
import org.p3s.protocol.AttemptReport;
import org.p3s.protocol.BufferPermit;
import org.p3s.protocol.Command;
import org.p3s.protocol.ExchangeAnswer;
import org.p3s.protocol.ExchangeRequest;
import org.p3s.protocol.JobOffer;
import org.p3s.protocol.Json;
import org.p3s.protocol.LogChunk;
import org.p3s.protocol.PilotRegistration;
import org.p3s.protocol.PilotWelcome;

/**
 * The server's side of the pilot protocol for one pilot at a time, in memory and on purpose rude.
 */
final class FakeServer implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofSeconds(15);

  final List<PilotRegistration> registrations = new CopyOnWriteArrayList<>();
  final List<ExchangeRequest> exchanges = new CopyOnWriteArrayList<>();
  final List<AttemptReport> reports = new CopyOnWriteArrayList<>();
  final List<LogChunk> chunks = new CopyOnWriteArrayList<>();
  final List<String> authorizations = new CopyOnWriteArrayList<>();
  final Map<String, byte[]> files = new LinkedHashMap<>();
  final Deque<Integer> nextStatus = new ArrayDeque<>();
  final List<String> bufferCalls = new CopyOnWriteArrayList<>();

  private final Deque<JobOffer> jobs = new ArrayDeque<>();
  private final Deque<Command> commands = new ArrayDeque<>();
  private final Map<AttemptId, JobOffer> dispatched = new LinkedHashMap<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private HttpServer http;
  private Duration heartbeat = Duration.ofSeconds(10);
  private int newest;
  private BufferPermit bufferPermit = new BufferPermit(Duration.ofMinutes(1), null);
  private boolean signedOff;
  private boolean answersAreLost;

  FakeServer() throws IOException {
    listen(0);
  }

  private void listen(int port) throws IOException {
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    http.createContext("/", this::serve);
    http.setExecutor(threads);
    http.start();
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + http.getAddress().getPort());
  }

  synchronized void heartbeat(Duration period) {
    heartbeat = period;
  }

  synchronized void offer(JobOffer job) {
    jobs.add(job);
    notifyAll();
  }

  synchronized void command(Command command) {
    commands.add(command);
    notifyAll();
  }

  synchronized void failNext(Integer... statuses) {
    nextStatus.addAll(List.of(statuses));
  }

  /** Answers of exchanges are cut off after the server has taken everything in. */
  synchronized void loseAnswers(boolean lose) {
    answersAreLost = lose;
  }

  /** Gone, as after kill -9; a waiting exchange is cut off. */
  void goAway() {
    http.stop(0);
  }

  void comeBack() throws IOException {
    listen(http.getAddress().getPort());
  }

  synchronized boolean isSignedOff() {
    return signedOff;
  }

  /** Waits until the server has seen something. */
  synchronized <T> T await(String what, Supplier<T> seen) throws InterruptedException {
    long end = System.nanoTime() + LIMIT.toNanos();
    for (T found = seen.get(); ; found = seen.get()) {
      if (found != null && !Boolean.FALSE.equals(found)) {
        return found;
      }
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        throw new AssertionError("not within " + LIMIT + ": " + what + "; reports: " + reports);
      }
      wait(Math.min(left, 50));
    }
  }

  AttemptReport awaitEnd(long jobId) throws InterruptedException {
    return await("end of job " + jobId, () -> report(jobId, AttemptReport.Phase.ENDED));
  }

  AttemptReport awaitStart(long jobId) throws InterruptedException {
    return await("start of job " + jobId, () -> report(jobId, AttemptReport.Phase.STARTED));
  }

  private AttemptReport report(long jobId, AttemptReport.Phase phase) {
    return reports.stream()
        .filter(r -> r.jobId() == jobId && r.phase() == phase)
        .findFirst()
        .orElse(null);
  }

  private void serve(HttpExchange call) throws IOException {
    try (call) {
      String path = call.getRequestURI().getPath();
      byte[] body = call.getRequestBody().readAllBytes();
      synchronized (this) {
        authorizations.add(path + " " + call.getRequestHeaders().getFirst("Authorization"));
        if (!nextStatus.isEmpty()) {
          call.sendResponseHeaders(nextStatus.remove(), -1);
          return;
        }
      }
      if (path.equals("/api/v1/pilots")) {
        answer(call, 201, register(Json.MAPPER.readValue(body, PilotRegistration.class)));
      } else if (path.endsWith("/exchange")) {
        ExchangeAnswer answer = exchange(Json.MAPPER.readValue(body, ExchangeRequest.class));
        if (!answersAreLost) {
          answer(call, 200, answer);
        }
      } else if (path.endsWith("/log")) {
        log(Json.MAPPER.readValue(body, LogChunk.class));
        call.sendResponseHeaders(204, -1);
      } else if (path.equals("/api/v1/buffer-reads")) {
        bufferRead(call);
      } else if (call.getRequestMethod().equals("DELETE")) {
        signOff();
        call.sendResponseHeaders(204, -1);
      } else {
        file(call, path, body);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void answer(HttpExchange call, int status, Object body) throws IOException {
    byte[] bytes = Json.MAPPER.writeValueAsBytes(body);
    call.sendResponseHeaders(status, bytes.length);
    call.getResponseBody().write(bytes);
  }

  private synchronized PilotWelcome register(PilotRegistration registration) {
    registrations.add(registration);
    dispatched.clear();
    notifyAll();
    int id = registrations.size();
    return new PilotWelcome(id, "pilot-" + id, heartbeat, Duration.ofMinutes(1), Instant.now());
  }

  private synchronized ExchangeAnswer exchange(ExchangeRequest request)
      throws InterruptedException {
    int mine = ++newest;
    exchanges.add(request);
    for (AttemptReport report : request.reports()) {
      if (report.phase() == AttemptReport.Phase.ENDED) {
        dispatched.remove(report.id());
      }
      if (!reports.contains(report)) {
        reports.add(report);
      }
    }
    notifyAll();
    long end = System.nanoTime() + request.waitSeconds() * 1_000_000_000L;
    while (true) {
      List<JobOffer> offers = offers(request);
      if (!offers.isEmpty() || !commands.isEmpty() || mine != newest || System.nanoTime() > end) {
        List<Command> told = List.copyOf(commands);
        commands.clear();
        told.forEach(command -> dispatched.remove(command.attempt()));
        return new ExchangeAnswer(offers, told);
      }
      wait(50);
    }
  }

  /** First what was dispatched and is neither running nor reported: its answer was lost. */
  private List<JobOffer> offers(ExchangeRequest request) {
    List<JobOffer> offers = new ArrayList<>();
    for (JobOffer job : dispatched.values()) {
      if (!request.running().contains(job.id())) {
        offers.add(job);
      }
    }
    while (offers.size() < request.want() && !jobs.isEmpty()) {
      JobOffer job = jobs.remove();
      dispatched.put(job.id(), job);
      offers.add(job);
    }
    return offers;
  }

  private synchronized void log(LogChunk chunk) {
    chunks.add(chunk);
    notifyAll();
  }

  private void bufferRead(HttpExchange call) throws IOException {
    boolean isAsked = call.getRequestMethod().equals("POST");
    BufferPermit permit;
    synchronized (this) {
      bufferCalls.add(call.getRequestMethod());
      notifyAll();
      permit = isAsked ? bufferPermit : null;
    }
    if (permit != null) {
      answer(call, 201, permit);
    } else {
      call.getResponseHeaders().add("Retry-After", "1");
      call.sendResponseHeaders(isAsked ? 429 : 204, -1);
    }
  }

  /** What readers of the online buffer are given from now on; null for none. */
  synchronized void bufferPermit(BufferPermit permit) {
    bufferPermit = permit;
  }

  private synchronized void signOff() {
    signedOff = true;
    notifyAll();
  }

  private synchronized void file(HttpExchange call, String path, byte[] body) throws IOException {
    if (call.getRequestMethod().equals("PUT")) {
      files.put(path, body);
      notifyAll();
      call.sendResponseHeaders(201, -1);
    } else if (files.containsKey(path)) {
      call.sendResponseHeaders(200, files.get(path).length);
      call.getResponseBody().write(files.get(path));
    } else {
      call.sendResponseHeaders(404, -1);
    }
  }

  @Override
  public void close() {
    http.stop(0);
    threads.shutdownNow();
  }
}
