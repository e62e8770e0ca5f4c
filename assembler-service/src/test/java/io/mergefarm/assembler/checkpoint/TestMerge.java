package io.mergefarm.assembler.checkpoint;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mergefarm.contracts.method.NanPolicy;
import io.mergefarm.contracts.method.Parameters;
import io.mergefarm.contracts.method.Quirks;
import io.mergefarm.contracts.plan.ChunkDigests;
import io.mergefarm.contracts.plan.FilledTokens;
import io.mergefarm.contracts.plan.MergePlan;
import io.mergefarm.contracts.plan.MergePlan.PlannedSource;
import io.mergefarm.contracts.plan.MergePlan.PlannedTokenizer;
import io.mergefarm.contracts.plan.PartRecord;
import io.mergefarm.contracts.plan.PlannedShard;
import io.mergefarm.contracts.plan.PlannedTensor;
import io.mergefarm.contracts.plan.TensorExpression.Merge;
import io.mergefarm.contracts.plan.TensorExpression.Operand;
import io.mergefarm.contracts.plan.TensorExpression.Stored;
import io.mergefarm.contracts.safetensors.DType;
import io.mergefarm.contracts.safetensors.Shape;
import io.mergefarm.contracts.source.SourceFile;
import io.mergefarm.contracts.source.SourceIndex;
import io.mergefarm.contracts.source.StoredTensor;
import io.mergefarm.contracts.storage.UploadedPart;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * A linear merge of two models with real companion files, in two shards: the first with a tensor of
 * four chunks and one of two, the second with a tensor of one. The inputs hold a tensor more.
 */
final class TestMerge {

  static final String MERGE_ID = "test-1";
  static final String RECIPE = "merge_method: linear\nmodels:\n  - model: base\n  - model: code\n";

  private static final long CHUNK = ChunkDigests.CHUNK_ELEMENTS;
  private static final Map<String, Long> TENSORS = new LinkedHashMap<>();

  static {
    TENSORS.put("embed", 3 * CHUNK + 7);
    TENSORS.put("layer", 2 * CHUNK);
    TENSORS.put("norm", 5L);
  }

  private final Path folder;
  private final List<String> models = new ArrayList<>();
  private final List<URI> locations = new ArrayList<>();
  private final ObjectNode config = new ObjectMapper().createObjectNode();
  private String recipe = RECIPE;
  private String name = "test";
  private String method = "linear";
  private Optional<PlannedTokenizer> tokenizer = Optional.empty();
  private List<FilledTokens> filledTokens = List.of();
  private boolean oneShard;
  private boolean bare;

  /** A merge of the local folders {@code base} and {@code code}. */
  TestMerge(Path folder) throws IOException {
    this.folder = folder;
    config.put("model_type", "llama").putArray("architectures").add("LlamaForCausalLM");
    for (String model : List.of("base", "code")) {
      Files.createDirectories(folder.resolve(model));
      models.add(model);
      locations.add(folder.resolve(model).toUri());
    }
  }

  /** Puts a file beside a model's weights. */
  TestMerge file(String model, String path, String content) throws IOException {
    Path file = folder.resolve(model).resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
    return this;
  }

  /** Lets a model be one of a repository. */
  TestMerge repository(int source, String model) {
    models.set(source, model);
    locations.set(source, URI.create("https://hub.example/" + source));
    return this;
  }

  TestMerge recipe(String text) {
    recipe = text;
    return this;
  }

  TestMerge name(String text) {
    name = text;
    return this;
  }

  TestMerge method(String text) {
    method = text;
    return this;
  }

  TestMerge tokenizer(int source, String... files) {
    tokenizer = Optional.of(new PlannedTokenizer(source, List.of(files), true));
    return this;
  }

  TestMerge filled(FilledTokens tokens) {
    filledTokens = List.of(tokens);
    return this;
  }

  TestMerge oneShard() {
    oneShard = true;
    return this;
  }

  TestMerge withoutConfig() {
    bare = true;
    return this;
  }

  ObjectNode config() {
    return config;
  }

  /** The merge as parts of so many chunks each have left it. */
  SealedMerge cutInto(int chunksPerPart) throws IOException {
    return withParts(parts(chunksPerPart));
  }

  SealedMerge withParts(List<PartRecord> parts) throws IOException {
    return new SealedMerge(name, plan(), recipe, sources(), parts, filledTokens);
  }

  /** The records of parts of so many chunks each, none of which holds more than one tensor. */
  List<PartRecord> parts(int chunksPerPart) {
    List<PartRecord> parts = new ArrayList<>();
    TENSORS.forEach(
        (tensor, elements) -> {
          long chunks = Math.ceilDiv(elements, CHUNK);
          for (long from = 0; from < chunks; from += chunksPerPart) {
            parts.add(part(tensor, from, Math.min(chunks, from + chunksPerPart)));
          }
        });
    return parts;
  }

  PartRecord part(String tensor, long from, long to) {
    List<ChunkDigests> inputs =
        IntStream.range(0, models.size())
            .mapToObj(source -> run(inputFile(source), tensor, from, to))
            .toList();
    return part(tensor + from, List.of(run(shard(tensor), tensor, from, to)), inputs);
  }

  static PartRecord part(String id, List<ChunkDigests> outputs, List<ChunkDigests> inputs) {
    return new PartRecord(id, "upload", new UploadedPart(1, "tag", 1), 1, outputs, inputs);
  }

  String inputFile(int source) {
    return models.get(source) + "/model.safetensors";
  }

  String shard(String tensor) {
    if (oneShard) {
      return "model.safetensors";
    }
    return "model-0000%d-of-00002.safetensors".formatted(tensor.equals("norm") ? 2 : 1);
  }

  /** Consecutive chunks whose digests follow from their place. */
  static ChunkDigests run(String file, String tensor, long from, long to) {
    List<String> digests =
        LongStream.range(from, to)
            .mapToObj(chunk -> "%032x".formatted((file + tensor).hashCode() * 31L + chunk))
            .toList();
    return new ChunkDigests(file, tensor, from, digests);
  }

  MergePlan plan() throws IOException {
    return new MergePlan(
        MERGE_ID,
        method,
        "ab".repeat(32),
        0,
        NanPolicy.PROPAGATE,
        "mergefarm 0.1.0",
        IntStream.range(0, models.size())
            .mapToObj(i -> new PlannedSource(models.get(i), "source-" + i, "rev" + i, i == 0))
            .toList(),
        0,
        IntStream.range(0, models.size())
            .mapToObj(i -> new SourceFile(inputFile(i), locations.get(i), 1000))
            .toList(),
        bare ? Optional.empty() : Optional.of(config),
        tokenizer,
        oneShard
            ? List.of(planned("embed", "layer", "norm"))
            : List.of(planned("embed", "layer"), planned("norm")));
  }

  private PlannedShard planned(String... tensors) {
    List<PlannedTensor> planned = new ArrayList<>();
    long offset = 100;
    for (String tensor : tensors) {
      planned.add(new PlannedTensor(tensor, offset, expression(tensor)));
      offset += planned.getLast().byteSize();
    }
    return new PlannedShard(shard(tensors[0]), offset, 100, planned, List.of());
  }

  private Merge expression(String tensor) {
    List<Operand> operands =
        IntStream.range(0, models.size())
            .mapToObj(
                source ->
                    new Operand(
                        models.get(source),
                        stored(source, tensor),
                        source == 0,
                        Parameters.of(
                            Map.of("weight", tensor.equals("norm") ? 0.25 + source : 0.5))))
            .toList();
    return new Merge(
        method, DType.BF16, Parameters.of(Map.of("normalize", 1.0)), Quirks.NONE, operands);
  }

  private static Stored stored(int file, String tensor) {
    return new Stored(file, tensor, 0, DType.BF16, Shape.of(TENSORS.get(tensor)));
  }

  private List<SourceIndex> sources() throws IOException {
    List<SourceIndex> sources = new ArrayList<>();
    for (int source = 0; source < models.size(); source++) {
      sources.add(source(source));
    }
    return sources;
  }

  private SourceIndex source(int source) throws IOException {
    Map<String, StoredTensor> tensors = new LinkedHashMap<>();
    TENSORS.forEach(
        (name, elements) ->
            tensors.put(
                name, new StoredTensor("model.safetensors", 0, DType.BF16, Shape.of(elements))));
    tensors.put("unused", new StoredTensor("model.safetensors", 0, DType.F32, Shape.of(3)));
    Path place = folder.resolve(source == 0 ? "base" : "code");
    List<SourceFile> files =
        Stream.concat(
                Stream.of(new SourceFile("model.safetensors", place.toUri(), 1000)),
                companions(place))
            .toList();
    return new SourceIndex(
        "source-" + source,
        models.get(source),
        locations.get(source),
        "rev" + source,
        files,
        tensors,
        Optional.of(sourceConfig(place)));
  }

  private static ObjectNode sourceConfig(Path place) throws IOException {
    Path file = place.resolve("config.json");
    ObjectMapper mapper = new ObjectMapper();
    return Files.exists(file)
        ? (ObjectNode) mapper.readTree(file.toFile())
        : mapper.createObjectNode();
  }

  private static Stream<SourceFile> companions(Path place) throws IOException {
    try (Stream<Path> walk = Files.walk(place)) {
      return walk.filter(Files::isRegularFile).sorted().toList().stream()
          .map(file -> sourceFile(place, file));
    }
  }

  private static SourceFile sourceFile(Path place, Path file) {
    try {
      return new SourceFile(
          place.relativize(file).toString().replace('\\', '/'), file.toUri(), Files.size(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
