package io.mergefarm.contracts.event;

import com.fasterxml.jackson.annotation.JsonIgnore;

/**
 * What travels on the topics, as the JSON payload of a CloudEvent. Facts are named in the past
 * tense; work that somebody should do ends in Requested. Every type has a JSON Schema beside it.
 */
public sealed interface Event
    permits MergeRequested,
        MergeCancelRequested,
        SourceRequested,
        SourceEvent,
        TensorMergeRequested,
        TensorEvent,
        MergeEvent,
        DeadLettered {

  /** The merge that the event is about. */
  String mergeId();

  /** The record's key on its topic. */
  @JsonIgnore
  String key();
}
