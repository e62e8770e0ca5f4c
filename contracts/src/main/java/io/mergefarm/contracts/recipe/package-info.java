/**
 * What a merge recipe says: the model of it, the parser that finds every mistake with its place,
 * and what a setting is worth for a tensor.
 *
 * <p>{@code docs/problems.md} lists the codes of problems.
 */
package io.mergefarm.contracts.recipe;
