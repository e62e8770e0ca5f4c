/**
 * Adapters taken from the difference of two checkpoints, one tensor after the other. This is no
 * work of the pipeline: what is written depends on what the weights are, and a plan fixes every
 * output byte before it reads any.
 */
package io.mergefarm.standalone.lora;
