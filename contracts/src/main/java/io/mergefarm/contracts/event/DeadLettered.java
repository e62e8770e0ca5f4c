package io.mergefarm.contracts.event;

/**
 * A record that could not be processed.
 *
 * @param mergeId the merge, or empty where the record does not tell
 * @param originalKey the record's key
 * @param topic where the record stood
 * @param reason why it was given up
 * @param payload the record's value, as text
 */
public record DeadLettered(
    String mergeId, String originalKey, String topic, String reason, String payload)
    implements Event {

  @Override
  public String key() {
    return originalKey;
  }
}
