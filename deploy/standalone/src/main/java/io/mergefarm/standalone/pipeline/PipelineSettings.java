package io.mergefarm.standalone.pipeline;

import io.mergefarm.contracts.plan.TensorExpression;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How the pipeline runs in this process.
 *
 * @param storeFolder of a local object store; absent: the configuration names the store
 * @param threads how many parts are merged at the same time
 * @param memory in bytes, for inputs that are not mapped and for parts that are sent
 * @param warmUp a merge of small tensors that is compiled while the pipeline starts
 * @param port of the REST API on the loopback interface; absent: there is none
 */
public record PipelineSettings(
    Optional<Path> storeFolder,
    int threads,
    long memory,
    Optional<TensorExpression> warmUp,
    OptionalInt port) {}
