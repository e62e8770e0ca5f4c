package io.mergefarm.standalone.pipeline;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How the pipeline runs in this process.
 *
 * @param storeFolder of a local object store; absent: the configuration names the store
 * @param threads how many parts are merged at the same time
 * @param memory in bytes, for inputs that are not mapped and for parts that are sent
 * @param warmUp merge methods that are compiled while the pipeline starts
 * @param port of the REST API on the loopback interface; absent: there is none
 */
public record PipelineSettings(
    Optional<Path> storeFolder, int threads, long memory, List<String> warmUp, OptionalInt port) {}
