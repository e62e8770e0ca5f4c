package io.mergefarm.contracts.messaging;

/** The names of the meters that all services share, and of their tags. */
public final class Meters {

  public static final String EVENTS_PUBLISHED = "mergefarm.events.published";
  public static final String EVENTS_CONSUMED = "mergefarm.events.consumed";

  public static final String STORE_REQUESTS = "mergefarm.store.requests";
  public static final String STORE_BYTES_READ = "mergefarm.store.bytes.read";
  public static final String STORE_BYTES_WRITTEN = "mergefarm.store.bytes.written";

  /** Of the memory for inputs that are not mapped. */
  public static final String MEMORY_USED = "mergefarm.memory.used";

  public static final String MEMORY_BUDGET = "mergefarm.memory.budget";

  /** From the first attempt to deal with an event until it is dealt with. */
  public static final String EVENT_TIME = "mergefarm.event";

  public static final String TYPE = "type";
  public static final String OUTCOME = "outcome";
  public static final String STORE = "store";
  public static final String OPERATION = "operation";

  private Meters() {}
}
