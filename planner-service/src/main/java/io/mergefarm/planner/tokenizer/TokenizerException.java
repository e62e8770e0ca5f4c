package io.mergefarm.planner.tokenizer;

/** A model's tokenizer can not be used; the message tells people why and what to do. */
public final class TokenizerException extends Exception {

  TokenizerException(String message) {
    super(message);
  }

  TokenizerException(String message, Throwable cause) {
    super(message, cause);
  }
}
