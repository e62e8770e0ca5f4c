/**
 * The safetensors format: eight bytes of header length, a JSON header with the place of every
 * tensor, and the tensors end to end. Headers are read strictly, since files come from anywhere,
 * and written deterministically.
 */
package io.mergefarm.contracts.safetensors;
