package io.mergefarm.contracts.messaging;

import java.util.Map;
import java.util.TreeMap;
import org.jboss.logging.MDC;

/** What the log records of this thread are about, as keys of structured logs, until it closes. */
public final class LogContext implements AutoCloseable {

  public static final String MERGE_ID = "mergeId";
  public static final String TENSOR = "tensor";
  public static final String SHARD = "shard";
  public static final String PART = "part";
  public static final String ATTEMPT = "attempt";

  private final Map<String, Object> values = new TreeMap<>();

  /** The context of work for a merge. */
  public static LogContext ofMerge(String mergeId) {
    return new LogContext().with(MERGE_ID, mergeId);
  }

  /** Adds a key; empty values are left out. */
  public LogContext with(String key, Object value) {
    if (!value.toString().isEmpty()) {
      values.put(key, value);
      MDC.put(key, value);
    }
    return this;
  }

  @Override
  public void close() {
    values.keySet().forEach(MDC::remove);
  }
}
