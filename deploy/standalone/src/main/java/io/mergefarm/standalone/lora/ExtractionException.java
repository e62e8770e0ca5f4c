package io.mergefarm.standalone.lora;

/** No adapter can be taken from two checkpoints; the message says why, for people. */
public final class ExtractionException extends Exception {

  ExtractionException(String reason) {
    super(reason);
  }
}
