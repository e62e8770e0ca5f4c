/**
 * From a recipe and the headers of its checkpoints to the plan of a merge: every output tensor with
 * its expression, laid out in shards and parts. Pure: equal requests give equal plans, and nothing
 * here knows of messages, storage or weights.
 *
 * <p>No architecture is known by name. Layers are the numbers in tensor names ({@link
 * io.mergefarm.planner.planning.LayerName}), what lies before and behind them is told apart by
 * {@link io.mergefarm.planner.planning.TensorRole}, and the rest comes from {@code config.json}
 * ({@link io.mergefarm.planner.planning.ModelConfig}).
 *
 * <table>
 * <caption>Codes of problems, beside those of reading a recipe</caption>
 * <tr><th>code</th><th>what is wrong</th></tr>
 * <tr><td>{@code unknown-method}</td><td>no merge method of that name</td></tr>
 * <tr><td>{@code model-unavailable}</td><td>a model could not be resolved</td></tr>
 * <tr><td>{@code missing-base-model}</td><td>the method needs a base</td></tr>
 * <tr><td>{@code wrong-arity}</td><td>more or fewer models than the method takes</td></tr>
 * <tr><td>{@code unknown-parameter}</td><td>a parameter that the method has not; a warning where
 * another method has it</td></tr>
 * <tr><td>{@code missing-parameter}</td><td>a required parameter without a value</td></tr>
 * <tr><td>{@code illegal-value}</td><td>a value out of its range</td></tr>
 * <tr><td>{@code illegal-combination}</td><td>values that are legal alone, but not
 * together</td></tr>
 * <tr><td>{@code layer-range}</td><td>layers that a model has not, or of unequal number</td></tr>
 * <tr><td>{@code layer-count}</td><td>whole models of unequal depth</td></tr>
 * <tr><td>{@code layers-unclear}</td><td>slices of a model without one clear stack of
 * layers</td></tr>
 * <tr><td>{@code unknown-module}</td><td>a module that no tensor belongs to</td></tr>
 * <tr><td>{@code unmerged-tensors}</td><td>warning: tensors that belong to no module</td></tr>
 * <tr><td>{@code missing-tensor}</td><td>tensors that only some models have</td></tr>
 * <tr><td>{@code shape-mismatch}</td><td>tensors of different shapes</td></tr>
 * <tr><td>{@code dtype-mismatch}</td><td>integers among other dtypes</td></tr>
 * <tr><td>{@code tensors-kept}</td><td>warning: tensors that {@code on_mismatch: base} takes from
 * one model</td></tr>
 * <tr><td>{@code tensors-cut}</td><td>warning: tensors that are cut to what all models
 * have</td></tr>
 * <tr><td>{@code nothing-to-merge}</td><td>no tensor at all</td></tr>
 * <tr><td>{@code misplaced-parameter}</td><td>warning: a model's value for the merge as a
 * whole</td></tr>
 * <tr><td>{@code unused-filter}</td><td>warning: a filter that decides for no tensor</td></tr>
 * <tr><td>{@code quirk}</td><td>warning: a kept quirk of mergekit touches a tensor in a way that
 * parameters and shape tell</td></tr>
 * <tr><td>{@code base-is-input}</td><td>warning: mergekit's quirk for methods without base</td></tr>
 * <tr><td>{@code model-listed-twice}</td><td>warning: two listings are one input</td></tr>
 * <tr><td>{@code configs-differ}</td><td>warning: contexts or vocabularies differ</td></tr>
 * <tr><td>{@code layers-not-in-config}</td><td>warning: no number of layers to set right</td></tr>
 * <tr><td>{@code code-not-carried}</td><td>warning: the model brings code of its own</td></tr>
 * </table>
 */
package io.mergefarm.planner.planning;
