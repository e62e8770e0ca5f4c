package io.mergefarm.planner.planning;

import io.mergefarm.contracts.plan.FilledTokens;
import io.mergefarm.contracts.plan.RowTable;
import io.mergefarm.contracts.plan.RowTable.Term;
import io.mergefarm.contracts.plan.TensorExpression;
import io.mergefarm.contracts.plan.TensorExpression.Gather;
import io.mergefarm.contracts.safetensors.DType;
import io.mergefarm.contracts.safetensors.Shape;
import io.mergefarm.contracts.storage.ObjectKey;
import io.mergefarm.contracts.storage.StoreLayout;
import io.mergefarm.planner.planning.RowPlan.Model;
import io.mergefarm.planner.planning.RowPlan.Row;
import io.mergefarm.planner.planning.TokenSetting.NamedRow;
import io.mergefarm.planner.tokenizer.OutputVocabulary;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Brings the matrices that have a row for each token into the order of the output's vocabulary,
 * before they are merged: by a {@link Gather} for each model whose rows are not in it already.
 */
final class OutputTokens {

  private final String mergeId;
  private final OutputVocabulary vocabulary;
  private final TokenSetting setting;
  private final ModelVocabularies vocabularies;
  private final Checkpoints checkpoints;
  private final Problems problems;
  private final Map<String, NamedRow> named;
  private final int padding;
  private final Map<List<Checkpoint>, RowPlan> plans = new LinkedHashMap<>();
  private final Map<RowPlan, List<String>> tensors = new LinkedHashMap<>();
  private final Map<TableKey, ModelTable> tables = new LinkedHashMap<>();

  private record TableKey(RowPlan plan, int model) {}

  /**
   * The rows of one model.
   *
   * @param operands whose matrices it refers to, the model's own first
   */
  private record ModelTable(RowTable table, ObjectKey key, List<Checkpoint> operands) {}

  OutputTokens(
      String mergeId,
      OutputVocabulary vocabulary,
      TokenSetting setting,
      ModelVocabularies vocabularies,
      Checkpoints checkpoints,
      Problems problems) {
    this.mergeId = mergeId;
    this.vocabulary = vocabulary;
    this.setting = setting;
    this.vocabularies = vocabularies;
    this.checkpoints = checkpoints;
    this.problems = problems;
    this.named = setting.named();
    int size = vocabulary.tokens().size();
    this.padding =
        setting.multiple().isEmpty() ? 0 : Math.floorMod(-size, setting.multiple().getAsInt());
  }

  OutputVocabulary vocabulary() {
    return vocabulary;
  }

  /** Whether a stored tensor has a row for each token of its model. */
  boolean cover(InputTensor input) {
    return input.input().checkpoint().tokenRows(input.name());
  }

  /**
   * One input of a merge with its rows in the output's order.
   *
   * @param inputs of the merge
   * @param place of the input among them
   * @param dtype what it is read as; absent: as it is stored
   * @param read makes the expression of an input, or of the same tensor of another model
   */
  TensorExpression gathered(
      OutputTensor tensor,
      List<InputTensor> inputs,
      int place,
      Optional<DType> dtype,
      Function<InputTensor, TensorExpression> read) {
    RowPlan plan = plan(inputs);
    noteTensor(plan, tensor.name());
    ModelTable table = tables.computeIfAbsent(new TableKey(plan, place), this::table);
    InputTensor own = inputs.get(place);
    if (identity(table.table(), own)) {
      return read.apply(own);
    }
    List<TensorExpression> operands = new ArrayList<>();
    for (Checkpoint checkpoint : table.operands()) {
      Optional<InputTensor> operand = tensorOf(checkpoint, inputs, own);
      if (operand.isEmpty()) {
        return read.apply(own);
      }
      operands.add(read.apply(operand.get()));
    }
    List<Long> extents = new ArrayList<>(own.stored().shape().dimensions());
    extents.set(0, (long) table.table().size());
    DType promoted =
        operands.stream().map(TensorExpression::dtype).reduce(ResultTypes::promote).orElseThrow();
    return new Gather(dtype.orElse(promoted), new Shape(extents), table.key(), operands);
  }

  /** The objects that gathers refer to. */
  Map<ObjectKey, byte[]> objects() {
    Map<ObjectKey, byte[]> objects = new LinkedHashMap<>();
    tables.values().forEach(table -> objects.put(table.key(), table.table().encode()));
    return objects;
  }

  /** The tokens that were filled in, for each group of tensors. */
  List<FilledTokens> filled() {
    return tensors.entrySet().stream()
        .map(entry -> entry.getKey().filled(entry.getValue()))
        .filter(group -> !group.tokens().isEmpty())
        .toList();
  }

  private void noteTensor(RowPlan plan, String name) {
    List<String> names = tensors.computeIfAbsent(plan, key -> new ArrayList<>());
    if (!names.contains(name)) {
      names.add(name);
    }
  }

  private RowPlan plan(List<InputTensor> inputs) {
    List<Checkpoint> models = inputs.stream().map(input -> input.input().checkpoint()).toList();
    return plans.computeIfAbsent(models, key -> makePlan(inputs));
  }

  private RowPlan makePlan(List<InputTensor> inputs) {
    List<Model> models =
        inputs.stream()
            .map(
                input ->
                    new Model(
                        input.input().checkpoint(),
                        vocabularies.of(input.input().checkpoint()).orElseThrow(),
                        input.input().base() || checkpoints.base(input.input().checkpoint())))
            .toList();
    RowPlan plan = new RowPlan(vocabulary.tokens(), models, setting, named);
    if (!plan.unknown().isEmpty()) {
      problems.warning(
          "token-without-source",
          setting.path(),
          "%d tokens have a row in no model and get zeros, such as %s."
              .formatted(plan.unknown().size(), plan.unknown().getFirst()),
          "Give them a source under tokenizer.tokens, or train the output.");
    }
    return plan;
  }

  private ModelTable table(TableKey of) {
    Checkpoint own = of.plan().models().get(of.model()).checkpoint();
    Map<Checkpoint, Integer> places = new LinkedHashMap<>();
    places.put(own, 0);
    List<List<Term>> rows = new ArrayList<>(of.plan().size());
    for (int id = 0; id < of.plan().size(); id++) {
      List<Term> terms = new ArrayList<>(1);
      for (Row row : of.plan().rows(of.model(), id)) {
        int place = places.computeIfAbsent(row.checkpoint(), key -> places.size());
        terms.add(new Term(place, row.row()));
      }
      rows.add(terms);
    }
    RowTable table = RowTable.of(rows, padding);
    return new ModelTable(
        table, StoreLayout.rowTable(mergeId, table.digest()), List.copyOf(places.keySet()));
  }

  /** The tensor of a model that stands for the same: itself, or its counterpart by name. */
  private Optional<InputTensor> tensorOf(
      Checkpoint checkpoint, List<InputTensor> inputs, InputTensor own) {
    Optional<InputTensor> input =
        inputs.stream().filter(other -> other.input().checkpoint() == checkpoint).findFirst();
    Optional<InputTensor> found =
        input.or(
            () ->
                checkpoint
                    .counterpart(own.input().checkpoint(), own.name())
                    .map(name -> own.of(checkpoint, name)));
    boolean fits =
        found
            .map(tensor -> tensor.hasRowsLike(own) && tensor.stored().dtype().arithmetic())
            .orElse(false);
    if (!fits) {
      problems.error(
          "token-source-unusable",
          setting.path(),
          "%s has no tensor like %s of %s to take rows of tokens from."
              .formatted(checkpoint.model(), own.name(), own.input().model()));
      return Optional.empty();
    }
    return found;
  }

  private static boolean identity(RowTable table, InputTensor own) {
    boolean identity = table.size() == own.stored().shape().dimensions().getFirst();
    for (int row = 0; identity && row < table.size(); row++) {
      int term = row < table.filled() ? table.first(row) : 0;
      identity =
          row < table.filled()
              && table.end(row) == term + 1
              && table.operand(term) == 0
              && table.row(term) == row;
    }
    return identity;
  }
}
