package io.mergefarm.contracts.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Events as CloudEvents: a type such as {@code io.mergefarm.tensor-merged.v1} and a JSON payload.
 */
public final class EventCodec {

  private static final Map<Class<? extends Event>, String> TYPES = types();
  private static final Map<String, Class<? extends Event>> CLASSES =
      TYPES.entrySet().stream().collect(Collectors.toMap(Map.Entry::getValue, Map.Entry::getKey));

  private final ObjectMapper mapper;

  public EventCodec(ObjectMapper mapper) {
    this.mapper = mapper;
  }

  /** All event types, in the order in which they occur. */
  public static Map<Class<? extends Event>, String> allTypes() {
    return TYPES;
  }

  /** The CloudEvents type of an event. */
  public static String type(Event event) {
    return TYPES.get(event.getClass());
  }

  public byte[] encode(Event event) {
    try {
      return mapper.writeValueAsBytes(event);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("event " + type(event) + " can not be written", e);
    }
  }

  /**
   * Reads an event.
   *
   * @param type the CloudEvents type
   * @throws MalformedEventException if there is no such type, or the payload is not of it
   */
  public Event decode(String type, byte[] payload) throws MalformedEventException {
    Class<? extends Event> eventClass = CLASSES.get(type);
    if (eventClass == null) {
      throw new MalformedEventException("unknown event type " + type);
    }
    Event event;
    try {
      event = mapper.readValue(payload, eventClass);
    } catch (IOException e) {
      throw new MalformedEventException("malformed " + type + ": " + e.getMessage(), e);
    }
    if (event == null) {
      throw new MalformedEventException("malformed " + type + ": the payload is null");
    }
    return event;
  }

  private static Map<Class<? extends Event>, String> types() {
    Map<Class<? extends Event>, String> types = new LinkedHashMap<>();
    types.put(MergeRequested.class, type("merge-requested"));
    types.put(MergeCancelRequested.class, type("merge-cancel-requested"));
    types.put(SourceRequested.class, type("source-requested"));
    types.put(SourceEvent.SourceStaged.class, type("source-staged"));
    types.put(SourceEvent.SourceFailed.class, type("source-failed"));
    types.put(TensorMergeRequested.class, type("tensor-merge-requested"));
    types.put(TensorEvent.TensorMerged.class, type("tensor-merged"));
    types.put(TensorEvent.TensorMergeFailed.class, type("tensor-merge-failed"));
    types.put(MergeEvent.MergeAccepted.class, type("merge-accepted"));
    types.put(MergeEvent.MergeStarted.class, type("merge-started"));
    types.put(MergeEvent.MergeProgressed.class, type("merge-progressed"));
    types.put(MergeEvent.MergeCompleted.class, type("merge-completed"));
    types.put(MergeEvent.MergeFailed.class, type("merge-failed"));
    types.put(MergeEvent.MergeCancelled.class, type("merge-cancelled"));
    types.put(DeadLettered.class, type("dead-lettered"));
    return java.util.Collections.unmodifiableMap(types);
  }

  private static String type(String name) {
    return "io.mergefarm." + name + ".v1";
  }
}
