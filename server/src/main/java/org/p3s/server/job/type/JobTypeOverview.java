package org.p3s.server.job.type;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads what the API and the pages show of job types. */
@ApplicationScoped
public class JobTypeOverview {

  private final JobTypeStore store;
  private final JobTypeCounts counts;

  JobTypeOverview(JobTypeStore store, JobTypeCounts counts) {
    this.store = store;
    this.counts = counts;
  }

  /** All types that a job ever had or that somebody set, by name. */
  public List<JobTypeView> all() {
    Map<String, JobTypeCounts.Count> counted = counts.byType();
    Map<String, JobType> types = new TreeMap<>();
    counted.keySet().forEach(name -> types.put(name, JobType.unrestricted(name)));
    store.list().forEach(type -> types.put(type.name(), type));
    return types.values().stream()
        .map(
            type ->
                JobTypeView.of(type, counted.getOrDefault(type.name(), JobTypeCounts.Count.NONE)))
        .toList();
  }

  public Optional<JobTypeView> find(String name) {
    return all().stream().filter(each -> each.name().equals(name)).findFirst();
  }
}
