package io.mergefarm.fetcher.pickle;

/** A file of weights in the PyTorch format is not valid, or asks for more than tensors. */
public final class PickleException extends Exception {

  private static final long serialVersionUID = 1;

  PickleException(String message) {
    super(message);
  }
}
