package org.p3s.server.data;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.p3s.protocol.FileAnswer;
import org.p3s.server.data.FileProgress.Moved;
import org.p3s.server.data.FileStore.Inserted;
import org.p3s.server.data.FileStore.NewFile;
import org.p3s.server.data.run.Runs;
import org.p3s.server.data.trigger.Triggers;
import org.p3s.server.data.trigger.Verdict;
import org.p3s.server.platform.Changes;
import org.p3s.server.platform.Listing;
import org.p3s.server.platform.Refusal;

/** Takes announced files, starts what triggers ask for, and follows the files to their end. */
@ApplicationScoped
public class Files {

  private final FileStore store;
  private final Triggers triggers;
  private final Starts starts;
  private final Runs runs;
  private final FileProgress progress;
  private final Settlements settlements;
  private final Changes changes;

  @SuppressWarnings("TooManyParameters") // one per neighbour; there is nothing to bundle
  Files(
      FileStore store,
      Triggers triggers,
      Starts starts,
      Runs runs,
      FileProgress progress,
      Settlements settlements,
      Changes changes) {
    this.store = store;
    this.triggers = triggers;
    this.starts = starts;
    this.runs = runs;
    this.progress = progress;
    this.settlements = settlements;
    this.changes = changes;
  }

  /**
   * Takes files, all or none, in a fixed number of statements. A URL that is known keeps what is
   * known of it and starts nothing again.
   *
   * @return an answer for each, in the same order
   */
  @Transactional
  public List<FileAnswer> announce(List<Announcement> announced, String source) {
    Map<String, Announcement> first = new LinkedHashMap<>();
    announced.forEach(each -> first.putIfAbsent(each.url(), each));
    Function<String, Verdict> judge = triggers.judge();
    Map<String, Verdict> verdicts = new HashMap<>();
    List<NewFile> candidates = new ArrayList<>();
    for (Announcement each : first.values()) {
      Verdict verdict = verdicts.computeIfAbsent(each.name(), judge);
      candidates.add(firstState(each, verdict));
    }
    Map<String, Inserted> inserted =
        store.insert(candidates, source).stream()
            .collect(Collectors.toMap(Inserted::url, each -> each));
    List<NewFile> news =
        candidates.stream()
            .filter(each -> inserted.containsKey(each.announcement().url()))
            .toList();
    if (!news.isEmpty()) {
      follow(news, inserted, verdicts, source);
    }
    return answers(announced, inserted, source);
  }

  private static NewFile firstState(Announcement file, Verdict verdict) {
    if (file.incomplete() != null) {
      return new NewFile(file, FileState.INCOMPLETE, file.incomplete());
    }
    FileState state =
        !verdict.taken().isEmpty()
            ? FileState.SELECTED
            : verdict.isMatched() ? FileState.PRESCALED : FileState.UNCLASSIFIED;
    return new NewFile(file, state, verdict.reason());
  }

  private void follow(
      List<NewFile> news,
      Map<String, Inserted> inserted,
      Map<String, Verdict> verdicts,
      String source) {
    // before the workflows, so that run rows are always taken in the same order
    runs.noteFiles(
        news.stream().map(each -> each.announcement().run()).filter(Objects::nonNull).toList());
    noteFirst(news, inserted, source);
    List<Starts.Start> selected = new ArrayList<>();
    for (NewFile each : news) {
      if (each.state() == FileState.SELECTED) {
        Inserted row = inserted.get(each.announcement().url());
        Verdict verdict = verdicts.get(each.announcement().name());
        selected.add(
            new Starts.Start(row.id(), row.seenAt(), each.announcement(), verdict.taken()));
      }
    }
    List<Moved> over = selected.isEmpty() ? List.of() : startAll(selected);
    Map<FileState, Long> settled =
        news.stream()
            .map(NewFile::state)
            .filter(FileState::isTerminal)
            .collect(Collectors.groupingBy(state -> state, Collectors.counting()));
    over.forEach(each -> settled.merge(each.state(), 1L, Long::sum));
    settlements.tell(news.size(), settled, over);
  }

  private void noteFirst(List<NewFile> news, Map<String, Inserted> inserted, String source) {
    List<Long> ids = new ArrayList<>();
    List<FileState> states = new ArrayList<>();
    List<String> reasons = new ArrayList<>();
    for (NewFile each : news) {
      long id = inserted.get(each.announcement().url()).id();
      ids.addAll(List.of(id, id));
      states.addAll(List.of(FileState.SEEN, each.state()));
      reasons.addAll(List.of("announced by " + source, each.reason()));
    }
    progress.note(ids, states, reasons);
  }

  /** Files that are over at once: their templates are broken, or have nothing but noops. */
  private List<Moved> startAll(List<Starts.Start> selected) {
    Map<Long, String> broken = starts.start(selected);
    List<Moved> over =
        progress.countWorkflows(selected.stream().map(Starts.Start::fileId).toList(), broken);
    if (!over.isEmpty()) {
      progress.note(
          over.stream().map(Moved::id).toList(),
          over.stream().map(Moved::state).toList(),
          over.stream().map(Moved::reason).toList());
    }
    return over;
  }

  private List<FileAnswer> answers(
      List<Announcement> announced, Map<String, Inserted> inserted, String source) {
    Map<String, File> files =
        store.byUrl(announced.stream().map(Announcement::url).distinct().toList()).stream()
            .collect(Collectors.toMap(File::url, each -> each));
    List<Announcement> others =
        announced.stream().filter(each -> each.conflict(files.get(each.url())) != null).toList();
    if (!others.isEmpty()) {
      List<Long> ids = others.stream().map(each -> files.get(each.url()).id()).toList();
      store.addConflicts(ids, others, source);
      changes.hint(Changes.Topic.FILES);
    }
    Map<Long, List<Long>> workflows = workflowsOf(files.values().stream().map(File::id).toList());
    return announced.stream()
        .map(
            each -> {
              File file = files.get(each.url());
              return new FileAnswer(
                  file.id(),
                  file.name(),
                  file.url(),
                  file.state().name(),
                  file.reason(),
                  inserted.containsKey(each.url()),
                  workflows.get(file.id()),
                  each.conflict(file));
            })
        .toList();
  }

  private Map<Long, List<Long>> workflowsOf(Collection<Long> files) {
    return store.workflows(files).stream()
        .collect(
            Collectors.groupingBy(
                FileStore.Started::fileId,
                Collectors.mapping(FileStore.Started::workflowId, Collectors.toList())));
  }

  /** The newest first. */
  public Listing<File> list(FileState state, Long run, String prefix, Long before, int limit) {
    List<File> found = store.list(new FileStore.Filter(state, run, prefix, before), limit);
    return Listing.of(found, limit, File::id);
  }

  public File find(long id) {
    return store.find(id).orElseThrow(() -> Refusal.notFound("file", id));
  }

  /** The file of this URL, or of this id when it is a number. */
  public Optional<File> findByUrlOrId(String urlOrId) {
    if (urlOrId.matches("[0-9]{1,18}")) {
      return store.find(Long.parseLong(urlOrId));
    }
    return store.byUrl(List.of(urlOrId)).stream().findFirst();
  }

  List<FileStore.Event> history(long file) {
    return store.history(file);
  }

  List<FileStore.Conflict> conflicts(long file) {
    return store.conflicts(List.of(file));
  }
}
