package io.mergefarm.planner.planning;

import io.mergefarm.contracts.source.StoredTensor;

/** A stored tensor in its part of an output tensor. */
record InputTensor(SliceInput input, String name, StoredTensor stored) {}
