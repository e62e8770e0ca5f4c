package io.mergefarm.fetcher.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.mergefarm.contracts.json.ContractJson;
import io.mergefarm.contracts.safetensors.DType;
import io.mergefarm.contracts.safetensors.Shape;
import io.mergefarm.contracts.source.CheckpointKind;
import io.mergefarm.contracts.source.LocalSourceFiles;
import io.mergefarm.contracts.source.SourceFile;
import io.mergefarm.contracts.source.SourceIndex;
import io.mergefarm.contracts.source.StoredTensor;
import io.mergefarm.contracts.storage.LocalObjectStore;
import io.mergefarm.fetcher.pickle.TorchSave;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalCheckpointsTest {

  @TempDir Path base;
  private LocalCheckpoints checkpoints;

  @BeforeEach
  void openStore(@TempDir Path store) throws IOException {
    checkpoints = new LocalCheckpoints(new LocalSourceFiles(new LocalObjectStore(store)));
  }

  @Test
  void indexesAFileByItself() throws Exception {
    model("a").weights("one.safetensors", "x").weights("other.safetensors", "y");
    SourceIndex index = checkpoints.index("a/one.safetensors", base);
    assertThat(index.files()).extracting(SourceFile::path).containsExactly("one.safetensors");
    assertThat(index.tensors()).containsOnlyKeys("x");
    assertThat(index.config()).isEmpty();
    assertThat(index.id()).isNotEqualTo(checkpoints.index("a/other.safetensors", base).id());
  }

  @Test
  void indexesASingleFile() throws Exception {
    model("a").config().text("tokenizer.json", "{}").weights("model.safetensors", "x", "w");
    SourceIndex index = checkpoints.index("a", base);
    Path folder = base.resolve("a").toRealPath();
    assertThat(index.model()).isEqualTo("a");
    assertThat(index.location()).isEqualTo(folder.toUri());
    assertThat(index.id()).matches("local-[0-9a-f]{20}");
    assertThat(index.revision()).matches("[0-9a-f]{20}");
    assertThat(index.files())
        .extracting(SourceFile::path)
        .containsExactly("config.json", "model.safetensors", "tokenizer.json");
    assertThat(index.file("tokenizer.json"))
        .contains(new SourceFile("tokenizer.json", folder.resolve("tokenizer.json").toUri(), 2));
    assertThat(index.config().orElseThrow().get("model_type").textValue()).isEqualTo("llama");
    long data = Files.size(folder.resolve("model.safetensors")) - 8;
    assertThat(index.tensors())
        .containsExactly(
            entry("x", new StoredTensor("model.safetensors", data, DType.BF16, Shape.of(2))),
            entry("w", new StoredTensor("model.safetensors", data + 4, DType.BF16, Shape.of(2))));
  }

  @Test
  void indexesFilesOfPyTorch() throws Exception {
    byte[] first = new TorchSave().tensor("z", DType.F32, Shape.of(1), new byte[4]).end();
    byte[] second = new TorchSave().tensor("b", DType.F16, Shape.of(1, 2), new byte[4]).end();
    model("one").config().bytes("pytorch_model.bin", first);
    assertThat(checkpoints.index("one", base).tensors()).containsOnlyKeys("z");
    model("two")
        .config()
        .bytes("pytorch_model-00001-of-00002.bin", first)
        .bytes("pytorch_model-00002-of-00002.bin", second)
        .text(
            "pytorch_model.bin.index.json",
            """
            {"weight_map":{"b":"pytorch_model-00002-of-00002.bin",
             "z":"pytorch_model-00001-of-00002.bin"}}""");
    SourceIndex index = checkpoints.index("two", base);
    assertThat(index.tensors().keySet()).containsExactly("z", "b");
    StoredTensor tensor = index.tensors().get("b");
    assertThat(tensor.file()).isEqualTo("pytorch_model-00002-of-00002.bin");
    assertThat(tensor.dtype()).isEqualTo(DType.F16);
    assertThat(tensor.shape()).isEqualTo(Shape.of(1, 2));
  }

  @Test
  void safetensorsArePreferredToPickles() throws Exception {
    model("a").config().weights("model.safetensors", "x").text("pytorch_model.bin", "");
    assertThat(checkpoints.index("a", base).tensors()).containsOnlyKeys("x");
  }

  @Test
  void indexesAdapters() throws Exception {
    model("a")
        .config()
        .text("adapter_config.json", "{\"peft_type\":\"LORA\"}")
        .weights("adapter_model.safetensors", "x");
    SourceIndex index = checkpoints.index("a", base);
    assertThat(index.kind()).isEqualTo(CheckpointKind.ADAPTER);
    assertThat(index.config().orElseThrow().get("peft_type").textValue()).isEqualTo("LORA");
    assertThat(index.tensors()).containsOnlyKeys("x");
    byte[] weights = new TorchSave().tensor("z", DType.F32, Shape.of(1), new byte[4]).end();
    model("b").text("adapter_config.json", "{}").bytes("adapter_model.bin", weights);
    assertThat(checkpoints.index("b", base).tensors()).containsOnlyKeys("z");
  }

  @Test
  void aModelIsOneBesideAnAdapter() throws Exception {
    model("a")
        .config()
        .weights("model.safetensors", "w")
        .text("adapter_config.json", "{}")
        .weights("adapter_model.safetensors", "x");
    SourceIndex index = checkpoints.index("a", base);
    assertThat(index.kind()).isEqualTo(CheckpointKind.MODEL);
    assertThat(index.tensors()).containsOnlyKeys("w");
  }

  @Test
  void indexesShardsInTheOrderOfTheirNames() throws Exception {
    model("a")
        .config()
        .weights("model-00001-of-00002.safetensors", "z", "y")
        .weights("model-00002-of-00002.safetensors", "b")
        .index(
            """
            {"b":"model-00002-of-00002.safetensors","y":"model-00001-of-00002.safetensors",
             "z":"model-00001-of-00002.safetensors"}\
            """);
    SourceIndex index = checkpoints.index("a", base);
    assertThat(index.tensors().keySet()).containsExactly("z", "y", "b");
    assertThat(index.tensors().get("b").file()).isEqualTo("model-00002-of-00002.safetensors");
  }

  @Test
  void prefersTheIndexToASingleFile() throws Exception {
    model("a")
        .config()
        .weights("model.safetensors", "old")
        .weights("s.safetensors", "new")
        .index("{\"new\":\"s.safetensors\"}");
    assertThat(checkpoints.index("a", base).tensors().keySet()).containsExactly("new");
  }

  @Test
  void followsLinksToFilesAsInTheHubCache() throws Exception {
    Path blobs = Files.createDirectories(base.resolve("blobs"));
    Files.write(blobs.resolve("f00d"), CheckpointBuilder.safetensors("x"));
    CheckpointBuilder model = model("snapshot").config();
    Files.createSymbolicLink(
        model.folder().resolve("model.safetensors"), Path.of("..", "blobs", "f00d"));
    assertThat(checkpoints.index("snapshot", base).tensors().keySet()).containsExactly("x");
  }

  @Test
  void takesAbsolutePathsAndOddNames() throws Exception {
    CheckpointBuilder model = model("a+b@c d").config().weights("model.safetensors", "x");
    SourceIndex relative = checkpoints.index("a+b@c d", base);
    SourceIndex absolute = checkpoints.index(model.folder().toString(), Path.of("/"));
    assertThat(absolute.id()).isEqualTo(relative.id());
  }

  @Test
  void equalListingsHaveOneRevisionAndEachPlaceItsId() throws Exception {
    for (String name : new String[] {"a", "b"}) {
      CheckpointBuilder model = model(name).config().weights("model.safetensors", "x");
      for (String file : new String[] {"config.json", "model.safetensors"}) {
        setTime(model.folder().resolve(file), 1);
      }
    }
    SourceIndex a = checkpoints.index("a", base);
    SourceIndex b = checkpoints.index("b", base);
    assertThat(b.revision()).isEqualTo(a.revision());
    assertThat(b.id()).isNotEqualTo(a.id());
    assertThat(checkpoints.index("../" + base.getFileName() + "/a", base).id()).isEqualTo(a.id());

    setTime(base.resolve("a/model.safetensors"), 2);
    SourceIndex changed = checkpoints.index("a", base);
    assertThat(changed.revision()).isNotEqualTo(a.revision());
    assertThat(changed.id()).isNotEqualTo(a.id());
  }

  @Test
  void indexesSurviveJson() throws Exception {
    model("a").config().weights("model.safetensors", "b", "a");
    SourceIndex index = checkpoints.index("a", base);
    ObjectMapper mapper = ContractJson.mapper();
    SourceIndex read = mapper.readValue(mapper.writeValueAsBytes(index), SourceIndex.class);
    assertThat(read).isEqualTo(index);
    assertThat(read.tensors().keySet()).containsExactly("b", "a");
  }

  @Test
  void indexesSixtyThousandTensors() throws Exception {
    String[] names =
        IntStream.range(0, 60_000)
            .mapToObj("model.layers.1.mlp.experts.%d.down_proj.weight"::formatted)
            .toArray(String[]::new);
    model("moe").config().weights("model.safetensors", names);
    assertThat(checkpoints.index("moe", base).tensors()).hasSize(60_000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"golden/models/a", "golden/models/a-bf16", "pocket/base", "pocket/qwen"})
  void indexesRealCheckpoints(String model) throws Exception {
    Path shared = Path.of(System.getProperty("mergefarm.root")).resolve("../shared");
    assumeTrue(Files.isDirectory(shared), "skipped: there is no ../shared beside the repository");
    SourceIndex index = checkpoints.index(model, shared);
    assertThat(index.tensors()).containsKey("model.embed_tokens.weight");
    assertThat(index.file("tokenizer.json")).isPresent();
  }

  private CheckpointBuilder model(String name) throws IOException {
    return new CheckpointBuilder(base.resolve(name));
  }

  private static Map.Entry<String, StoredTensor> entry(String name, StoredTensor tensor) {
    return Map.entry(name, tensor);
  }

  private static void setTime(Path file, int second) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(Instant.ofEpochSecond(second)));
  }
}
