package org.p3s.server.data;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.p3s.protocol.FileAnswer;
import org.p3s.server.data.FileStore.Inserted;
import org.p3s.server.data.FileStore.NewFile;
import org.p3s.server.data.FilesChanged.Ending;
import org.p3s.server.data.merge.Merges;
import org.p3s.server.data.run.Runs;
import org.p3s.server.data.trigger.Missed;
import org.p3s.server.data.trigger.Verdict;
import org.p3s.server.platform.Changes;

/** Stores announced files and starts what triggers ask for, in a fixed number of statements. */
@ApplicationScoped
class Intake {

  private final FileStore store;
  private final Verdicts verdicts;
  private final Missed missed;
  private final Starts starts;
  private final Admission admission;
  private final Runs runs;
  private final Merges merges;
  private final Settlements settlements;
  private final Changes changes;

  @SuppressWarnings("TooManyParameters") // one per neighbour; there is nothing to bundle
  Intake(
      FileStore store,
      Verdicts verdicts,
      Missed missed,
      Starts starts,
      Admission admission,
      Runs runs,
      Merges merges,
      Settlements settlements,
      Changes changes) {
    this.store = store;
    this.verdicts = verdicts;
    this.missed = missed;
    this.starts = starts;
    this.admission = admission;
    this.runs = runs;
    this.merges = merges;
    this.settlements = settlements;
    this.changes = changes;
  }

  /** The first announcement of a URL, and whose it is. */
  private record Source(Announcement file, String name) {}

  /** What is known of the files of one batch. */
  private static final class Batch {
    /** The first announcement of each URL. */
    final Map<String, NewFile> candidates = new LinkedHashMap<>();

    final Map<String, Source> sources = new LinkedHashMap<>();
    final Map<String, Verdict> verdicts = new HashMap<>();
    final Map<String, Starts.Start> starts = new HashMap<>();
    final Map<String, Inserted> inserted = new HashMap<>();
    final Map<String, List<Long>> workflows = new HashMap<>();

    /** What the triggers say of a file; nothing of one that is short of something. */
    Verdict verdict(String url) {
      return verdicts.getOrDefault(url, Verdict.NONE);
    }

    /** Whether the file is stored because of this very announcement, not of an equal one. */
    @SuppressWarnings("ReferenceEquality")
    boolean isNew(Announcement file) {
      return inserted.containsKey(file.url()) && candidates.get(file.url()).announcement() == file;
    }
  }

  /** Takes the files of several calls and answers each of them. */
  @Transactional
  List<List<FileAnswer>> take(List<Announcements.Call> calls) {
    Batch batch = new Batch();
    judge(calls, batch);
    store
        .insert(List.copyOf(batch.candidates.values()))
        .forEach(each -> batch.inserted.put(each.url(), each));
    List<NewFile> news =
        batch.candidates.values().stream()
            .filter(each -> batch.inserted.containsKey(each.announcement().url()))
            .toList();
    if (!news.isEmpty()) {
      follow(news, batch);
    }
    return answers(calls, batch);
  }

  private void judge(List<Announcements.Call> calls, Batch batch) {
    Map<String, Announcement> complete = new LinkedHashMap<>();
    for (Announcements.Call call : calls) {
      for (Announcement file : call.files()) {
        batch.sources.putIfAbsent(file.url(), new Source(file, call.source()));
      }
    }
    batch.sources.values().stream()
        .map(Source::file)
        .filter(file -> file.incomplete() == null)
        .forEach(file -> complete.put(file.url(), file));
    batch.verdicts.putAll(verdicts.of(complete, Verdicts.Use.FOR_REAL));
    admission
        .admit(
            batch.sources.values().stream()
                .map(each -> starts.prepare(each.file(), batch.verdict(each.file().url())))
                .toList())
        .forEach(
            start -> {
              String url = start.file().url();
              batch.starts.put(url, start);
              batch.candidates.put(
                  url,
                  firstState(
                      start.file(), batch.verdict(url), start, batch.sources.get(url).name()));
            });
  }

  private static NewFile firstState(
      Announcement file, Verdict verdict, Starts.Start start, String source) {
    if (file.incomplete() != null) {
      return NewFile.over(file, source, FileCause.SHORT, file.incomplete());
    }
    if (verdict.cause() != null) {
      return NewFile.over(file, source, verdict.cause(), verdict.reason());
    }
    if (start.isRefused() && verdict.held().isEmpty()) {
      return NewFile.over(file, source, FileCause.FORECAST, start.refusal());
    }
    return started(file, verdict, start, source);
  }

  private static NewFile started(
      Announcement file, Verdict verdict, Starts.Start start, String source) {
    String reason = start.broken() == null ? reason(verdict, start) : start.broken();
    int failures = start.broken() == null ? 0 : 1;
    // what is held for a paused trigger counts as a workflow until it is decided
    int left = start.running() + verdict.held().size();
    if (left > 0) {
      FileState state = start.isRefused() ? FileState.SEEN : verdict.state();
      return new NewFile(file, source, state, null, reason, left, failures);
    }
    FileState state = failures > 0 ? FileState.FAILED : FileState.PROCESSED;
    FileCause cause = failures > 0 ? FileCause.WORKFLOW : null;
    return new NewFile(file, source, state, cause, reason, 0, failures);
  }

  private static String reason(Verdict verdict, Starts.Start start) {
    String reason = verdict.reason() + start.substitutions() + start.merging();
    return start.refusal() == null ? reason : reason + "; " + start.refusal();
  }

  private void follow(List<NewFile> news, Batch batch) {
    runs.noteFiles(
        news.stream().map(each -> each.announcement().run()).filter(Objects::nonNull).toList());
    List<Starts.Start> selected = new ArrayList<>();
    List<Merges.Input> inputs = new ArrayList<>();
    List<Missed.Miss> misses = new ArrayList<>();
    for (NewFile each : news) {
      String url = each.announcement().url();
      Starts.Start start = batch.starts.get(url);
      Inserted row = batch.inserted.get(url);
      if (!start.templates().isEmpty()) {
        selected.add(start.of(row.id(), row.seenAt()));
      }
      start.inputs(row.id()).forEach(inputs::add);
      batch.verdict(url).held().forEach(rule -> misses.add(new Missed.Miss(rule.id(), row.id())));
    }
    if (!misses.isEmpty()) {
      missed.add(misses);
    }
    merges.expect(inputs);
    batch.workflows.putAll(starts.start(selected));
    settlements.tell(
        news.size(),
        news.stream()
            .filter(each -> each.state().isTerminal())
            .map(each -> new Ending(each.state(), each.cause()))
            .toList());
  }

  private List<List<FileAnswer>> answers(List<Announcements.Call> calls, Batch batch) {
    Map<String, File> known = known(calls, batch);
    if (!known.isEmpty()) {
      batch.workflows.putAll(store.workflowsByUrl(known.values()));
    }
    return calls.stream()
        .map(call -> call.files().stream().map(file -> answer(file, known, batch)).toList())
        .toList();
  }

  /** What is stored of files that this batch did not bring; contradictions are kept. */
  private Map<String, File> known(List<Announcements.Call> calls, Batch batch) {
    List<NewFile> repeated = new ArrayList<>();
    for (Announcements.Call call : calls) {
      call.files().stream()
          .filter(file -> !batch.isNew(file))
          .forEach(file -> repeated.add(NewFile.known(file, call.source())));
    }
    if (repeated.isEmpty()) {
      return Map.of();
    }
    Map<String, File> known =
        store
            .byUrl(repeated.stream().map(each -> each.announcement().url()).distinct().toList())
            .stream()
            .collect(Collectors.toMap(File::url, each -> each));
    List<NewFile> others =
        repeated.stream()
            .filter(
                each -> each.announcement().conflict(known.get(each.announcement().url())) != null)
            .toList();
    if (!others.isEmpty()) {
      store.addConflicts(
          others.stream().map(each -> known.get(each.announcement().url()).id()).toList(), others);
      changes.hint(Changes.Topic.FILES);
    }
    return known;
  }

  private static FileAnswer answer(Announcement said, Map<String, File> known, Batch batch) {
    String url = said.url();
    List<Long> workflows = batch.workflows.get(url);
    if (batch.isNew(said)) {
      NewFile file = batch.candidates.get(url);
      long id = batch.inserted.get(url).id();
      return new FileAnswer(
          id, said.name(), url, file.state().name(), file.reason(), true, workflows, null);
    }
    File file = known.get(url);
    return new FileAnswer(
        file.id(),
        file.name(),
        url,
        file.state().name(),
        file.reason(),
        false,
        workflows,
        said.conflict(file));
  }
}
