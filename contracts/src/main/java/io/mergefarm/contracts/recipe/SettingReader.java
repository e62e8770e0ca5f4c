package io.mergefarm.contracts.recipe;

import io.mergefarm.contracts.recipe.Setting.Case;
import io.mergefarm.contracts.recipe.Setting.Conditional;
import io.mergefarm.contracts.recipe.Setting.Gradient;
import io.mergefarm.contracts.recipe.Setting.Scalar;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the values of parameters: numbers, gradients, and cases by tensor name. */
final class SettingReader {
  private static final List<String> CASE_KEYS = List.of("filter", "value");
  private static final String VALUE_FORM = "Write value: with a number or a list of numbers.";

  private final NumberReader numbers;

  SettingReader(NumberReader numbers) {
    this.numbers = numbers;
  }

  /** The settings under {@code parameters}, by name; none where the key is absent. */
  Map<String, Setting> parameters(Fields owner) {
    Map<String, Setting> settings = new LinkedHashMap<>();
    owner
        .get("parameters")
        .flatMap(value -> Fields.open(value, "parameters"))
        .ifPresent(
            fields ->
                fields
                    .all()
                    .forEach(
                        (name, value) ->
                            setting(value).ifPresent(setting -> settings.put(name, setting))));
    return settings;
  }

  private Optional<Setting> setting(Cursor value) {
    if (value.isMapping()) {
      return conditional(List.of(value));
    }
    return value.isList() ? value.items().flatMap(items -> list(value, items)) : scalar(value);
  }

  private Optional<Setting> list(Cursor list, List<Cursor> items) {
    if (items.isEmpty() || !items.getFirst().isMapping()) {
      return gradient(list, items);
    }
    Optional<Cursor> stranger = items.stream().filter(item -> !item.isMapping()).findFirst();
    return stranger.isPresent() ? refuseMixed(stranger.get()) : conditional(items);
  }

  private Optional<Setting> gradient(Cursor list, List<Cursor> items) {
    if (items.isEmpty()) {
      return list.refuse(
          "empty-gradient",
          list.path() + " is a list without values.",
          "Give at least one number, or leave the parameter out.");
    }
    Optional<Cursor> stranger = items.stream().filter(Cursor::isMapping).findFirst();
    if (stranger.isPresent()) {
      return refuseMixed(stranger.get());
    }
    List<Double> values = items.stream().map(numbers::number).flatMap(Optional::stream).toList();
    return values.size() == items.size() ? Optional.of(new Gradient(values)) : Optional.empty();
  }

  private static Optional<Setting> refuseMixed(Cursor item) {
    return item.refuse(
        "mixed-list",
        "A list of settings holds either numbers or cases with filter and value, not both.",
        "For a default, end the list with a case without filter: \"- value: 0.5\".");
  }

  private Optional<Setting> conditional(List<Cursor> items) {
    List<Case> cases = items.stream().map(this::readCase).flatMap(Optional::stream).toList();
    if (cases.size() < items.size()) {
      return Optional.empty();
    }
    warnOfUnreachable(items, cases);
    return Optional.of(new Conditional(cases));
  }

  private static void warnOfUnreachable(List<Cursor> items, List<Case> cases) {
    for (int i = 0; i + 1 < cases.size(); i++) {
      if (matchesAll(cases.get(i))) {
        items
            .get(i + 1)
            .warn(
                "unreachable-case",
                "The case before this one matches every tensor, so this one is never used.",
                "Put the case without filter last.");
        return;
      }
    }
  }

  private static boolean matchesAll(Case first) {
    return first.filter().map(text -> text.isEmpty() || text.equals("*")).orElse(true);
  }

  private Optional<Case> readCase(Cursor item) {
    return Fields.of(item, "a case of a setting", CASE_KEYS).flatMap(this::readCase);
  }

  private Optional<Case> readCase(Fields fields) {
    Optional<String> filter = fields.get("filter").flatMap(SettingReader::filter);
    return fields
        .require("value", VALUE_FORM)
        .flatMap(this::caseValue)
        .map(value -> new Case(filter, value));
  }

  private static Optional<String> filter(Cursor filter) {
    return filter.isScalar()
        ? filter.text()
        : filter.refuse(
            "invalid-filter",
            filter.path()
                + " must be text, a part of tensor names, but is "
                + filter.description()
                + ".",
            "Write one case for each filter.");
  }

  private Optional<Setting> caseValue(Cursor value) {
    return value.isList() ? value.items().flatMap(items -> gradient(value, items)) : scalar(value);
  }

  private Optional<Setting> scalar(Cursor value) {
    return numbers.number(value).map(Scalar::new);
  }
}
