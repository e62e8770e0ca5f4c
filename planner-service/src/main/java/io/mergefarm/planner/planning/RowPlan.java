package io.mergefarm.planner.planning;

import io.mergefarm.contracts.plan.FilledTokens;
import io.mergefarm.contracts.plan.FilledTokens.FilledToken;
import io.mergefarm.contracts.plan.FilledTokens.Origin;
import io.mergefarm.contracts.recipe.ModelReference;
import io.mergefarm.planner.planning.TokenSetting.NamedRow;
import io.mergefarm.planner.tokenizer.Vocabulary;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Where the rows of the output's tokens come from in each of some models: a model's own row where
 * it has one, else the row that stands in for it, which is
 *
 * <ol>
 *   <li>what the recipe names,
 *   <li>the row of the only model that has the token,
 *   <li>the base's row,
 *   <li>the mean over the models that have the token, and
 *   <li>zero where none has.
 * </ol>
 */
final class RowPlan {

  /** A row of a model's matrix. */
  record Row(ModelReference model, int row) {}

  /**
   * A model whose rows are planned.
   *
   * @param base whether its rows stand in before those of others
   */
  record Model(ModelReference reference, Vocabulary vocabulary, boolean base) {}

  private final List<Model> models;
  private final List<List<Row>> standIns = new ArrayList<>();
  private final List<int[]> own = new ArrayList<>();
  private final List<FilledToken> filled = new ArrayList<>();
  private final List<String> unknown = new ArrayList<>();

  /** A row that a model has none of its own for. */
  private static final int NONE = -1;

  /**
   * Plans the rows.
   *
   * @param tokens by their ids; an id may have none
   * @param named the rows that the recipe names for tokens
   */
  RowPlan(
      List<Optional<String>> tokens,
      List<Model> models,
      TokenSetting setting,
      Map<String, NamedRow> named) {
    this.models = models;
    models.forEach(model -> own.add(new int[tokens.size()]));
    for (int id = 0; id < tokens.size(); id++) {
      if (tokens.get(id).isPresent()) {
        add(
            id,
            tokens.get(id).get(),
            setting,
            Optional.ofNullable(named.get(tokens.get(id).get())));
      } else {
        addUnnamed(id);
      }
    }
  }

  private void add(int id, String token, TokenSetting setting, Optional<NamedRow> named) {
    List<Row> having = new ArrayList<>();
    Optional<Row> ofBase = Optional.empty();
    for (int i = 0; i < models.size(); i++) {
      Model model = models.get(i);
      OptionalInt row = model.vocabulary().row(token);
      own.get(i)[id] = row.isEmpty() || setting.forced(token) ? NONE : row.getAsInt();
      if (row.isPresent()) {
        having.add(new Row(model.reference(), row.getAsInt()));
        ofBase = model.base() ? Optional.of(having.getLast()) : ofBase;
      }
    }
    List<Row> standIn =
        named.isPresent()
            ? named.get().model().stream().map(model -> new Row(model, named.get().row())).toList()
            : having.size() == 1 ? having : ofBase.map(List::of).orElse(having);
    standIns.add(List.copyOf(standIn));
    if (standIn.isEmpty() && named.isEmpty()) {
      unknown.add(token);
    }
    note(id, token, standIn);
  }

  /** An id without a token keeps the base's row. */
  private void addUnnamed(int id) {
    Model base = models.stream().filter(Model::base).findFirst().orElse(models.getFirst());
    standIns.add(
        base.vocabulary().row(id).stream()
            .mapToObj(row -> new Row(base.reference(), row))
            .toList());
    own.forEach(rows -> rows[id] = NONE);
  }

  private void note(int id, String token, List<Row> standIn) {
    List<String> lacking = new ArrayList<>();
    for (int i = 0; i < models.size(); i++) {
      if (own.get(i)[id] == NONE) {
        lacking.add(models.get(i).reference().text());
      }
    }
    if (!lacking.isEmpty()) {
      filled.add(
          new FilledToken(
              id,
              token,
              standIn.stream().map(row -> new Origin(row.model().text(), row.row())).toList(),
              lacking));
    }
  }

  /** The rows that make up a row of a model. */
  List<Row> rows(int model, int id) {
    int row = own.get(model)[id];
    return row == NONE ? standIns.get(id) : List.of(new Row(models.get(model).reference(), row));
  }

  List<Model> models() {
    return models;
  }

  int size() {
    return standIns.size();
  }

  FilledTokens filled(Optional<String> stage, List<String> tensors) {
    return new FilledTokens(stage, tensors, filled);
  }

  /** The tokens that no model has a row for. */
  List<String> unknown() {
    return unknown;
  }
}
