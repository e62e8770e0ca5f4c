package io.mergefarm.standalone.endtoend;

import io.mergefarm.contracts.storage.StoreObserver;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The bytes that each service has read from the store and written to it: a call belongs to the
 * service whose code it comes from, and to the read-ahead where it comes from none.
 */
final class ServiceBytes implements StoreObserver {

  private static final Pattern SERVICE =
      Pattern.compile("io\\.mergefarm\\.(planner|fetcher|worker|assembler)\\..*");

  private final StackWalker stack = StackWalker.getInstance();
  private final Map<String, AtomicLong> read = new ConcurrentHashMap<>();
  private final Map<String, AtomicLong> written = new ConcurrentHashMap<>();

  void clear() {
    read.clear();
    written.clear();
  }

  long read(String service) {
    return read.getOrDefault(service, new AtomicLong()).get();
  }

  long written(String service) {
    return written.getOrDefault(service, new AtomicLong()).get();
  }

  @Override
  public void succeeded(Operation operation, long bytesRead, long bytesWritten, long nanoseconds) {
    String service = service();
    read.computeIfAbsent(service, key -> new AtomicLong()).addAndGet(bytesRead);
    written.computeIfAbsent(service, key -> new AtomicLong()).addAndGet(bytesWritten);
  }

  @Override
  public void failed(Operation operation, long nanoseconds) {}

  private String service() {
    return stack.walk(
        frames ->
            frames
                .map(frame -> SERVICE.matcher(frame.getClassName()))
                .filter(Matcher::matches)
                .map(matcher -> matcher.group(1))
                .findFirst()
                .orElse("read-ahead"));
  }
}
