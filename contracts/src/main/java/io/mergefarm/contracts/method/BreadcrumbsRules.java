package io.mergefarm.contracts.method;

import io.mergefarm.contracts.safetensors.Shape;
import java.util.Optional;

/** Tensors that are too small for an outlier lose their whole task vector in mergekit. */
final class BreadcrumbsRules implements ParameterRules {

  @Override
  public Optional<String> surprise(Parameters ofModel, Shape shape) {
    double gamma = ofModel.get("gamma");
    long elements = shape.elements();
    boolean touched = ofModel.get("density") < 1 && (long) (gamma * elements) == 0;
    return touched
        ? Optional.of(
            "of %d elements gamma %s is no whole outlier, and then nothing at all is kept of the task vector, as in mergekit"
                .formatted(elements, gamma))
        : Optional.empty();
  }
}
