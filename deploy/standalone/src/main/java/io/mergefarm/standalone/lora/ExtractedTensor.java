package io.mergefarm.standalone.lora;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.mergefarm.contracts.safetensors.Shape;

/**
 * What became of a tensor that the fine-tune changed.
 *
 * @param rank of its factors; 0 where it has none
 * @param error the distance of the extracted change from the real one: the Frobenius norm of the
 *     difference, divided by that of the change
 */
public record ExtractedTensor(String tensor, Shape shape, Form form, int rank, double error) {

  /** How the adapter holds a tensor. */
  public enum Form {
    /** As a product of low rank. */
    @JsonProperty("factors")
    FACTORS,
    /** As it is in the fine-tune. */
    @JsonProperty("whole")
    WHOLE,
    /** Not at all, since adapters have no place for it. */
    @JsonProperty("left")
    LEFT
  }
}
