package io.mergefarm.contracts.safetensors;

import java.io.IOException;
import java.util.Optional;

/** A file is not valid safetensors; trying again does not help. */
public final class SafetensorsException extends IOException {

  private final String file;
  private final Optional<String> tensor;

  /**
   * An exception whose message names the place, what is wrong there and what to do.
   *
   * @param file as people know it
   * @param tensor the one to blame, where there is one
   * @param problem what is wrong
   * @param remedy what to do
   */
  SafetensorsException(
      String file, Optional<String> tensor, String problem, String remedy, Throwable cause) {
    super(
        file
            + ": "
            + tensor.map(name -> "tensor " + Wording.quote(name) + ": ").orElse("")
            + problem
            + "; "
            + remedy,
        cause);
    this.file = file;
    this.tensor = tensor;
  }

  static SafetensorsException broken(String file, String problem) {
    return broken(file, Optional.empty(), problem, null);
  }

  static SafetensorsException broken(String file, String tensor, String problem) {
    return broken(file, Optional.of(tensor), problem, null);
  }

  static SafetensorsException broken(
      String file, Optional<String> tensor, String problem, Throwable cause) {
    return new SafetensorsException(
        file, tensor, problem, "download it again, or save the model anew", cause);
  }

  public String file() {
    return file;
  }

  public Optional<String> tensor() {
    return tensor;
  }
}
