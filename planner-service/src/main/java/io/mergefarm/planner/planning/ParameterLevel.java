package io.mergefarm.planner.planning;

import io.mergefarm.contracts.recipe.Setting;
import java.util.Map;

/**
 * Parameters as they stand at one place of a recipe.
 *
 * @param path of the mapping, such as {@code models[1].parameters}
 */
record ParameterLevel(String path, Map<String, Setting> settings) {

  String path(String parameter) {
    return path + "." + parameter;
  }
}
