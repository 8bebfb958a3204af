package org.p3s.server.broker.walk;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.p3s.server.job.JobKey;
import org.p3s.server.job.JobState;

/**
 * What all steps share: the dice, the model, the ways to the server, and a log of the last events.
 */
final class Scene {

  private static final int REMEMBERED = 20;

  /** Which step it is. */
  int step;

  final Random random;
  final Model model = new Model();
  final Wire wire = new Wire();
  final Rows rows;

  /** Gives up pilots whose lease ended. */
  final Runnable reap;

  /** The server forgets all that it keeps in memory, as if it had been started anew. */
  final Runnable restart;

  /** Whether an exchange of this pilot waits at the server. */
  final LongPredicate isWaiting;

  /** Keeps the walk's jobs from the pilots of other tests. */
  final String site = UUID.randomUUID().toString();

  final List<Shape> shapes = new ArrayList<>();
  final List<Rule> rules = new ArrayList<>();
  private final List<String> events = new ArrayList<>();

  /** A trigger: which files it takes, and what it starts. */
  record Rule(String pattern, Shape shape, int prescale, Integer priority) {}

  Scene(Random random, Rows rows, Runnable reap, Runnable restart, LongPredicate isWaiting) {
    this.random = random;
    this.rows = rows;
    this.reap = reap;
    this.restart = restart;
    this.isWaiting = isWaiting;
  }

  void note(String event) {
    events.add(step + " " + event);
  }

  /** The last events, and before them those of the jobs that this speaks of. */
  String story(String failure) {
    int late = Math.max(0, events.size() - REMEMBERED);
    Set<String> names = new HashSet<>();
    Matcher ids = Pattern.compile("jobId=([0-9]+)|job ([0-9]+)").matcher(failure);
    while (ids.find()) {
      String id = ids.group(1) == null ? ids.group(2) : ids.group(1);
      names.add(id);
      names.add("workflow " + JobKey.workflow(Long.parseLong(id)) + " ");
    }
    Stream<String> early =
        events.subList(0, late).stream().filter(each -> names.stream().anyMatch(each::contains));
    return Stream.concat(early, events.subList(late, events.size()).stream())
        .collect(Collectors.joining("\n  "));
  }

  boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  /** Any of these, null when there is none. */
  <T> T any(List<T> from) {
    return from.isEmpty() ? null : from.get(random.nextInt(from.size()));
  }

  /** A workflow whose initial states the server has just shown. */
  void add(Workflow workflow, JsonNode jobList) {
    model.add(workflow);
    rows.learnLatestStarts(workflow);
    if (jobList != null) {
      for (Job each : workflow.jobs) {
        JsonNode shown = jobList.get(each.index);
        if (shown.get("id").asLong() != each.id
            || JobState.valueOf(shown.get("state").asText()) != each.state) {
          throw new AssertionError("shown as " + shown + ", must be " + each);
        }
      }
    }
  }
}
