package io.mergefarm.standalone.bench;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Does many tasks with a few threads.
 *
 * @param threads at work at the same time
 */
record Crew(int threads) {

  /**
   * Returns when all tasks are done.
   *
   * @throws IOException if one of them failed
   */
  void run(List<Callable<Void>> tasks) throws IOException, InterruptedException {
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      for (Future<Void> task : pool.invokeAll(tasks)) {
        task.get();
      }
    } catch (ExecutionException e) {
      throw new IOException(e.getCause().getMessage(), e.getCause());
    }
  }
}
