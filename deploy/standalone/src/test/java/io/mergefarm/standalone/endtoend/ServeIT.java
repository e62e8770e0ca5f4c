package io.mergefarm.standalone.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pipeline that is kept running for clients. */
class ServeIT {

  private static final int SOFTWARE = 1;

  @TempDir private Path folder;

  @Test
  void isRefusedWhereNoStoreIsConfigured() throws IOException, InterruptedException {
    try (ApplicationProcess serve = ApplicationProcess.start(folder, "serve", "--port", "0")) {
      assertThat(serve.status()).as(serve.output()).isEqualTo(SOFTWARE);
      assertThat(serve.output())
          .contains("set either mergefarm.store.folder", "neither is set")
          .doesNotContain("Exception", "serving at");
      assertThat(serve.temporary()).isDirectoryNotContaining("glob:**mergefarm*");
    }
  }
}
