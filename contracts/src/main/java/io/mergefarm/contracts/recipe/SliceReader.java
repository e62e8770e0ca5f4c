package io.mergefarm.contracts.recipe;

import io.mergefarm.contracts.recipe.Composition.OutputSlice;
import io.mergefarm.contracts.recipe.Composition.SliceSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads output slices: their sources and the ranges of layers. */
final class SliceReader {
  private static final List<String> SLICE_KEYS =
      List.of("sources", "base_model", "parameters", "residual_weight");
  private static final List<String> SOURCE_KEYS =
      List.of("model", "source", "layer_range", "parameters");
  private static final String RANGE_FORM = "Write layer_range: [start, end], the end exclusive.";

  private final NumberReader numbers;
  private final ModelReferenceReader references;
  private final SettingReader settings;

  SliceReader(NumberReader numbers, ModelReferenceReader references, SettingReader settings) {
    this.numbers = numbers;
    this.references = references;
    this.settings = settings;
  }

  Optional<OutputSlice> read(Cursor item) {
    return Fields.of(item, "a slice", SLICE_KEYS).flatMap(this::slice);
  }

  private Optional<OutputSlice> slice(Fields fields) {
    Optional<ModelReference> base = fields.get("base_model").flatMap(references::read);
    Map<String, Setting> parameters = settings.parameters(fields);
    return fields
        .require("sources", "List the models and layers it is made of.")
        .flatMap(this::sources)
        .map(sources -> new OutputSlice(sources, base, parameters));
  }

  private Optional<List<SliceSource>> sources(Cursor value) {
    return value.isList() && value.isEmpty()
        ? value.refuse("missing-models", value.path() + " lists no models.")
        : value.read(this::source);
  }

  private Optional<SliceSource> source(Cursor item) {
    return Fields.of(item, "a slice source", SOURCE_KEYS).flatMap(this::source);
  }

  private Optional<SliceSource> source(Fields fields) {
    Map<String, Setting> parameters = settings.parameters(fields);
    Optional<ModelReference> model = references.of(fields);
    Optional<Range> range = fields.require("layer_range", RANGE_FORM).flatMap(this::range);
    return model.flatMap(
        found -> range.map(layers -> new SliceSource(found, layers.from, layers.to, parameters)));
  }

  private Optional<Range> range(Cursor value) {
    return value.isList()
        ? value.items().flatMap(bounds -> range(value, bounds))
        : refuse(value, "is " + value.description());
  }

  private Optional<Range> range(Cursor value, List<Cursor> bounds) {
    if (bounds.size() != 2) {
      return refuse(value, "has " + bounds.size() + " entries");
    }
    Optional<Integer> from = numbers.whole(bounds.getFirst(), 0);
    Optional<Integer> to = numbers.whole(bounds.getLast(), 0);
    return from.flatMap(start -> to.flatMap(end -> range(value, start, end)));
  }

  private static Optional<Range> range(Cursor value, int from, int to) {
    return to >= from
        ? Optional.of(new Range(from, to))
        : refuse(value, "ends at " + to + ", before it begins at " + from);
  }

  private static Optional<Range> refuse(Cursor value, String why) {
    return value.refuse(
        "invalid-layer-range",
        value.path() + " must be two whole numbers, but " + why + ".",
        RANGE_FORM);
  }

  private record Range(int from, int to) {}
}
