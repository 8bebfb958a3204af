package org.p3s.server.broker.walk;

/** A file as it must be. */
final class DataFile {

  final long id;
  final String url;
  String state;
  int workflowsLeft;
  int failures;

  DataFile(long id, String url, String state) {
    this.id = id;
    this.url = url;
    this.state = state;
  }

  void settled(boolean finished) {
    workflowsLeft--;
    failures += finished ? 0 : 1;
    if (workflowsLeft == 0) {
      state = failures == 0 ? "PROCESSED" : "FAILED";
    }
  }

  @Override
  public String toString() {
    return "file %d %s, workflows left %d, failures %d"
        .formatted(id, state, workflowsLeft, failures);
  }
}
