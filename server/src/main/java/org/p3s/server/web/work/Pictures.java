package org.p3s.server.web.work;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.p3s.server.job.Job;
import org.p3s.server.web.Show;
import org.p3s.server.web.picture.DagPicture;
import org.p3s.server.web.picture.Layouts;
import org.p3s.server.workflow.Blueprint;

/** Pictures of workflows: their graph with the state of each job. */
@ApplicationScoped
class Pictures {

  private final Layouts layouts;

  Pictures(Layouts layouts) {
    this.layouts = layouts;
  }

  /**
   * Null when the graph is too large to be drawn.
   *
   * @param jobs all of the workflow, by vertex
   */
  DagPicture of(Blueprint blueprint, List<Job> jobs) {
    List<DagPicture.Mark> marks = jobs.stream().map(Pictures::mark).toList();
    return layouts
        .of(blueprint.dag())
        .map(layout -> DagPicture.of(layout, blueprint.dag().vertices(), marks))
        .orElse(null);
  }

  private static DagPicture.Mark mark(Job job) {
    String detail =
        job.cause() != null
            ? job.cause().name()
            : job.startedAt() == null ? "" : Show.between(job.startedAt(), job.endedAt());
    return new DagPicture.Mark(job.state().name(), detail, "/jobs/" + job.id());
  }
}
