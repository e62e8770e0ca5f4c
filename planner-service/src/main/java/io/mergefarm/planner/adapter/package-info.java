/**
 * Adapters as PEFT writes them: what their config says, which tensors of a model they change, and
 * the expressions of the changed tensors. Nothing is computed here.
 */
package io.mergefarm.planner.adapter;
