/**
 * What a merge recipe says: the model of it, the parser that finds every mistake with its place,
 * and what a setting is worth for a tensor.
 *
 * <p>{@link io.mergefarm.contracts.recipe.RecipeParser} reports problems under these codes. They
 * are errors unless they say otherwise.
 *
 * <table>
 * <caption>Codes of problems</caption>
 * <tr><th>code</th><th>what is wrong</th></tr>
 * <tr><td>{@code recipe-too-large}</td><td>more characters than a recipe may have</td></tr>
 * <tr><td>{@code too-complex}</td><td>nested too deeply, aliases that stand for too much, or stages
 * that come down to too many models</td></tr>
 * <tr><td>{@code yaml-syntax}</td><td>the text is not YAML</td></tr>
 * <tr><td>{@code empty-recipe}</td><td>nothing is written</td></tr>
 * <tr><td>{@code tag-not-allowed}</td><td>a type tag such as {@code !!python/object}</td></tr>
 * <tr><td>{@code too-many-problems}</td><td>the rest of a long list is left out</td></tr>
 * <tr><td>{@code wrong-type}</td><td>not the mapping, list or text that belongs there</td></tr>
 * <tr><td>{@code invalid-key}</td><td>a key that is not text, or a merge key without mapping</td></tr>
 * <tr><td>{@code duplicate-key}</td><td>a key that stands twice</td></tr>
 * <tr><td>{@code unknown-key}</td><td>a key that has no meaning there</td></tr>
 * <tr><td>{@code missing-key}</td><td>a key that must be there</td></tr>
 * <tr><td>{@code conflicting-keys}</td><td>keys of which only one may be given</td></tr>
 * <tr><td>{@code missing-models}</td><td>nothing to merge</td></tr>
 * <tr><td>{@code invalid-model-reference}</td><td>not {@code path@revision+adapter}</td></tr>
 * <tr><td>{@code invalid-layer-range}</td><td>not two numbers, or the end before the start</td></tr>
 * <tr><td>{@code invalid-number}</td><td>no number, or not one that fits</td></tr>
 * <tr><td>{@code empty-gradient}</td><td>a list of no values</td></tr>
 * <tr><td>{@code mixed-list}</td><td>numbers and cases in one list</td></tr>
 * <tr><td>{@code invalid-filter}</td><td>a filter that is not text</td></tr>
 * <tr><td>{@code unknown-dtype}</td><td>no element type of that name</td></tr>
 * <tr><td>{@code unsupported-dtype}</td><td>an element type that no merge is made in</td></tr>
 * <tr><td>{@code unknown-quirks}</td><td>neither mergekit nor none</td></tr>
 * <tr><td>{@code invalid-token-source}</td><td>no kind of token source, or half of one</td></tr>
 * <tr><td>{@code duplicate-name}</td><td>two documents of one name</td></tr>
 * <tr><td>{@code unnamed-stage}</td><td>more than one document without a name</td></tr>
 * <tr><td>{@code stage-cycle}</td><td>a document that is made from itself</td></tr>
 * <tr><td>{@code not-supported-yet}</td><td>part of the grammar, but not implemented</td></tr>
 * <tr><td>{@code unknown-policy}</td><td>neither error nor base nor submatrix</td></tr>
 * <tr><td>{@code unused-stage}</td><td>warning: a document that the output does not need</td></tr>
 * <tr><td>{@code unreachable-case}</td><td>warning: a case behind one that matches all</td></tr>
 * <tr><td>{@code ignored-key}</td><td>warning: a key that changes nothing</td></tr>
 * <tr><td>{@code full-width-punctuation}</td><td>warning: read as ASCII where possible</td></tr>
 * </table>
 */
package io.mergefarm.contracts.recipe;
