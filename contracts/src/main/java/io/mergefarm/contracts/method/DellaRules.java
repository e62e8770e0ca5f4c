package io.mergefarm.contracts.method;

import io.mergefarm.contracts.safetensors.Shape;
import java.util.Optional;

/** The probabilities that epsilon spreads around the density are such. */
final class DellaRules implements ParameterRules {

  @Override
  public Optional<String> objection(Parameters ofModel) {
    double density = ofModel.get("density");
    double epsilon = ofModel.get("epsilon");
    boolean random = density > 0 && density < 1;
    return random && (density - epsilon <= 0 || density + epsilon >= 1)
        ? Optional.of(
            "density %s plus and minus epsilon %s must lie between 0 and 1"
                .formatted(density, epsilon))
        : Optional.empty();
  }

  @Override
  public Optional<String> surprise(Parameters ofModel, Shape shape) {
    double density = ofModel.get("density");
    return density > 0 && density < 1 && shape.rank() > 2
        ? Optional.of(
            "elements of shape %s are ranked along the second axis, as in mergekit, and not along the last one"
                .formatted(shape))
        : Optional.empty();
  }
}
