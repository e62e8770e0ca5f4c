/**
 * The tokenizers of models: what their vocabularies hold, what the output's vocabulary is, and the
 * files that say so.
 */
package io.mergefarm.planner.tokenizer;
