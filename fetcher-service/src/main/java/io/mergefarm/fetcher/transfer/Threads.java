package io.mergefarm.fetcher.transfer;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/** Does a number of equal tasks at the same time. */
record Threads(ExecutorService executor) {

  /** A task, by its place among the tasks. */
  @FunctionalInterface
  interface Task<T> {
    T run(int place) throws IOException;
  }

  /**
   * Does all tasks.
   *
   * @return their results in order
   * @throws IOException what the first task that has failed has thrown; the others are given up
   */
  <T> List<T> all(int count, Task<T> task) throws IOException {
    List<Future<T>> futures = new ArrayList<>();
    for (int place = 0; place < count; place++) {
      int own = place;
      futures.add(executor.submit(() -> task.run(own)));
    }
    try {
      List<T> results = new ArrayList<>();
      for (Future<T> future : futures) {
        results.add(future.get());
      }
      return results;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      throw new IllegalStateException("a task of a transfer failed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while a file was transferred");
    } finally {
      futures.forEach(future -> future.cancel(false));
    }
  }
}
