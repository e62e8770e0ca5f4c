package io.mergefarm.worker.evaluation;

/** An expression can not be evaluated; what evaluates it knows for which tensor. */
final class RefusedDataException extends RuntimeException {

  RefusedDataException(String reason) {
    super(reason);
  }
}
