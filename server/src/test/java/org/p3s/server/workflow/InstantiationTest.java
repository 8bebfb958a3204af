package org.p3s.server.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.p3s.server.dag.Dag;
import org.p3s.server.dag.Edge;
import org.p3s.server.dag.LatePolicy;
import org.p3s.server.dag.Vertex;
import org.p3s.server.job.JobState;

class InstantiationTest {

  private static final Dag DAG =
      Dag.of(
          "d",
          null,
          LatePolicy.DROP,
          List.of(
              Vertex.plain(0, "noop", "noop", ""),
              Vertex.plain(1, "a", "work", "true"),
              Vertex.plain(2, "b", "work", "true")),
          List.of(Edge.plain(0, "noop", "a"), Edge.plain(1, "a", "b"), Edge.plain(2, "noop", "b")));

  @Test
  void noopsAtTheTopAreDoneAndTheirChildrenReady() {
    Instantiation made = Instantiation.of(DAG, true);
    assertThat(made.states).containsExactly(JobState.FINISHED, JobState.READY, JobState.WAITING);
    assertThat(made.parentsLeft).containsExactly(0, 0, 1);
    assertThat(made.jobsLeft()).isEqualTo(2);
  }

  @Test
  void nothingIsReadyBeforeTheStart() {
    Instantiation made = Instantiation.of(DAG, false);
    assertThat(made.states).containsOnly(JobState.WAITING);
  }
}
