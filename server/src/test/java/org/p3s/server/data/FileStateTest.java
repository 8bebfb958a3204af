package org.p3s.server.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class FileStateTest {

  @Test
  void everyFileCanReachAFinalStateAndStaysThere() {
    assertThat(FileState.SEEN.isTerminal()).isFalse();
    assertThat(FileState.SELECTED.isTerminal()).isFalse();
    assertThat(Arrays.stream(FileState.values()).filter(FileState::isTerminal)).hasSize(7);
    assertThat(FileState.SELECTED.next()).allMatch(FileState::isTerminal);
  }

  @Test
  void onlyASelectedFileBecomesProcessed() {
    assertThat(FileState.PROCESSED.before()).containsExactly("SELECTED");
  }
}
