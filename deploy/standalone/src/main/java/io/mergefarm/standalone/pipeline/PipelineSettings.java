package io.mergefarm.standalone.pipeline;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/**
 * How the pipeline runs in this process.
 *
 * @param storeFolder the local object store
 * @param threads how many parts are merged at the same time
 * @param warmUp merge methods that are compiled while the pipeline starts
 * @param port of the REST API on the loopback interface; absent: there is none
 */
public record PipelineSettings(
    Path storeFolder, int threads, List<String> warmUp, OptionalInt port) {}
