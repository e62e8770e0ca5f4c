package io.mergefarm.contracts.recipe;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which tensors of which models a recipe merges. */
public sealed interface Composition
    permits Composition.Models, Composition.Slices, Composition.Modules, Mixture {

  /** Whole models, tensor by tensor. */
  record Models(List<ModelEntry> models) implements Composition {
    public Models {
      models = List.copyOf(models);
    }
  }

  /** Output layers put together from ranges of the models' layers. */
  record Slices(List<OutputSlice> slices) implements Composition {
    public Slices {
      slices = List.copyOf(slices);
    }
  }

  /** One composition for each named part of the architecture, in the recipe's order. */
  record Modules(Map<String, ModuleRecipe> modules) implements Composition {
    public Modules {
      modules = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(modules));
    }
  }

  /** A model that takes part as a whole. */
  record ModelEntry(ModelReference model, Map<String, Setting> parameters) {
    public ModelEntry {
      parameters = Map.copyOf(parameters);
    }
  }

  /** Consecutive output layers. */
  record OutputSlice(
      List<SliceSource> sources,
      Optional<ModelReference> baseModel,
      Map<String, Setting> parameters) {
    public OutputSlice {
      sources = List.copyOf(sources);
      parameters = Map.copyOf(parameters);
    }
  }

  /**
   * Layers of a model.
   *
   * @param from the first layer
   * @param to one past the last layer
   */
  record SliceSource(ModelReference model, int from, int to, Map<String, Setting> parameters) {
    public SliceSource {
      parameters = Map.copyOf(parameters);
    }

    public int length() {
      return to - from;
    }
  }

  /** The recipe of one part of the architecture; the composition is never of modules itself. */
  record ModuleRecipe(Composition composition, Map<String, Setting> parameters) {
    public ModuleRecipe {
      parameters = Map.copyOf(parameters);
    }
  }
}
