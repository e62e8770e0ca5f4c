package io.mergefarm.assembler.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mergefarm.contracts.method.BuiltInMethods;
import io.mergefarm.contracts.method.MethodCatalog;
import io.mergefarm.contracts.plan.FilledTokens;
import io.mergefarm.contracts.plan.FilledTokens.FilledToken;
import io.mergefarm.contracts.plan.FilledTokens.Origin;
import io.mergefarm.contracts.source.LocalSourceFiles;
import io.mergefarm.contracts.source.SourceChangedException;
import io.mergefarm.contracts.storage.LocalObjectStore;
import io.mergefarm.contracts.storage.ObjectKey;
import io.mergefarm.contracts.storage.ObjectStat;
import io.mergefarm.contracts.storage.StoreLayout;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointWriterTest {

  private static final ObjectKey OUTPUT = StoreLayout.output(TestMerge.MERGE_ID);

  @TempDir Path folder;
  private LocalObjectStore store;
  private TestMerge merge;
  private CheckpointWriter writer;

  @BeforeEach
  void setUp() throws Exception {
    store = new LocalObjectStore(folder.resolve("store"));
    merge = new TestMerge(folder.resolve("models"));
    writer =
        new CheckpointWriter(
            store, new LocalSourceFiles(store), new MethodCatalog(BuiltInMethods.all()));
  }

  @Test
  void writesAllThatBelongsToACheckpoint() throws Exception {
    merge.file("base", "tokenizer.json", "{\"a\":1}").file("base", "generation_config.json", "{}");
    MergeManifest manifest = writer.write(merge.cutInto(2));

    assertThat(objects().keySet())
        .containsExactly(
            "README.md",
            "config.json",
            "generation_config.json",
            "merge-manifest.json",
            "mergekit_config.yml",
            "model.safetensors.index.json",
            "recipe.yml",
            "tokenizer.json");
    assertThat(text("recipe.yml")).isEqualTo(TestMerge.RECIPE);
    assertThat(text("mergekit_config.yml")).isEqualTo(TestMerge.RECIPE);
    assertThat(text("tokenizer.json")).isEqualTo("{\"a\":1}");
    assertThat(text("merge-manifest.json")).isEqualTo(utf8(manifest.toJson()));
  }

  @Test
  void theTokenizerMayBeThatOfAnotherSourceAndChangedByThePlanner() throws Exception {
    merge
        .file("base", "tokenizer.json", "of base")
        .file("base", "vocab.txt", "of base")
        .file("base", "generation_config.json", "{}")
        .file("code", "tokenizer.json", "of code")
        .file("code", "tokenizer.model", "of code")
        .file("code", "generation_config.json", "{\"of\": \"code\"}")
        .tokenizer(1, "tokenizer.json", "tokenizer_config.json")
        .filled(
            new FilledTokens(
                Optional.empty(),
                List.of("embed"),
                List.of(
                    new FilledToken(3, "new", List.of(new Origin("code", 9)), List.of("base")))));
    store.put(StoreLayout.tokenizerFile(TestMerge.MERGE_ID, "tokenizer.json"), bytes("made"));
    store.put(
        StoreLayout.tokenizerFile(TestMerge.MERGE_ID, "tokenizer_config.json"),
        bytes("{\"auto_map\": {}, \"x\": 1}"));
    writer.write(merge.cutInto(2));
    assertThat(text("tokenizer.json")).isEqualTo("made");
    assertThat(text("tokenizer.model")).isEqualTo("of code");
    assertThat(text("tokenizer_config.json")).doesNotContain("auto_map").contains("\"x\": 1");
    assertThat(text("generation_config.json")).isEqualTo("{}");
    assertThat(objects()).doesNotContainKey("vocab.txt");
    assertThat(text("merge-manifest.json"))
        .contains("\"filled_tokens\": [", "\"token\": \"new\"", "\"row\": 9");
  }

  @Test
  void aFileThatThePlannerDidNotLeaveIsMissed() throws Exception {
    merge.tokenizer(0, "tokenizer.json");
    assertThatThrownBy(() -> writer.write(merge.cutInto(2)))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("tokenizer.json");
  }

  @Test
  void writesTheSameAgainHoweverTheMergeWasCut() throws Exception {
    merge.file("base", "tokenizer_config.json", "{\"auto_map\": {}}");
    writer.write(merge.cutInto(1));
    Map<String, String> first = objects();
    writer.write(merge.cutInto(3));
    assertThat(objects()).isEqualTo(first);
  }

  @Test
  void keepsTheConfigsOrder() throws Exception {
    merge.config().put("vocab_size", 3).put("hidden_size", 1).putArray("empty");
    merge.config().put("eps", 1e-6);
    writer.write(merge.cutInto(2));

    assertThat(text("config.json"))
        .isEqualTo(
            """
            {
              "model_type": "llama",
              "architectures": [
                "LlamaForCausalLM"
              ],
              "vocab_size": 3,
              "hidden_size": 1,
              "empty": [],
              "eps": 1.0E-6
            }
            """);
  }

  @Test
  void indexesSeveralShards() throws Exception {
    writer.write(merge.cutInto(2));

    long chunk = 1L << 19;
    assertThat(text("model.safetensors.index.json"))
        .isEqualTo(
            """
            {
              "metadata": {
                "total_size": %d
              },
              "weight_map": {
                "embed": "model-00001-of-00002.safetensors",
                "layer": "model-00001-of-00002.safetensors",
                "norm": "model-00002-of-00002.safetensors"
              }
            }
            """
                .formatted(2 * (5 * chunk + 12)));
  }

  @Test
  void writesNoIndexForOneShardAndNoConfigForBareTensors() throws Exception {
    writer.write(merge.oneShard().withoutConfig().cutInto(2));
    assertThat(objects())
        .doesNotContainKeys("model.safetensors.index.json", "config.json")
        .containsKey("README.md");
  }

  @Test
  void carriesNoCodeAndNothingUnknown() throws Exception {
    merge
        .file("base", "modeling_evil.py", "import os")
        .file("base", "notes.txt", "x")
        .file("base", "sub/tokenizer.json", "{}")
        .file("base", "additional_chat_templates/tool.jinja", "{{ x }}")
        .file("base", "pytorch_model.bin", "x")
        .file("code", "tokenizer.model", "not the donor's");
    writer.write(merge.cutInto(2));

    assertThat(objects())
        .containsKey("additional_chat_templates/tool.jinja")
        .doesNotContainKeys(
            "modeling_evil.py",
            "notes.txt",
            "sub/tokenizer.json",
            "pytorch_model.bin",
            "tokenizer.model");
  }

  @Test
  void leavesOutWhereALoaderWouldFindCode() throws Exception {
    merge
        .file(
            "base",
            "tokenizer_config.json",
            "{\"model_max_length\":1000000000000000019884624838656,\"auto_map\":{\"AutoTokenizer\":\"x--y.Z\"},\"b\":0.15}")
        .file("base", "generation_config.json", "{ \"top_p\":NaN }");
    writer.write(merge.cutInto(2));

    assertThat(text("tokenizer_config.json"))
        .isEqualTo(
            "{\n  \"model_max_length\": 1000000000000000019884624838656,\n  \"b\": 0.15\n}\n");
    assertThat(text("generation_config.json")).isEqualTo("{ \"top_p\":NaN }");
  }

  @Test
  void namesASettingsFileThatIsNoJson() throws Exception {
    merge.file("base", "tokenizer_config.json", "{\"auto_map\": ");
    assertThatThrownBy(() -> writer.write(merge.cutInto(2)))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("base/tokenizer_config.json");
  }

  @Test
  void noticesACompanionThatChanged() throws Exception {
    merge.file("base", "tokenizer.json", "{}");
    SealedMerge sealed = merge.cutInto(2);
    merge.file("base", "tokenizer.json", "{\"other\": 1}");
    assertThatThrownBy(() -> writer.write(sealed))
        .isInstanceOf(SourceChangedException.class)
        .hasMessageContaining("tokenizer.json");
  }

  @Test
  void writesNoManifestWhereSomethingIsMissing() throws Exception {
    assertThatThrownBy(() -> writer.write(merge.withParts(List.of())))
        .isInstanceOf(CheckpointException.class);
    assertThat(objects()).isEmpty();
  }

  private Map<String, String> objects() throws IOException {
    Map<String, String> objects = new TreeMap<>();
    for (ObjectStat stat : store.list(OUTPUT)) {
      String name = stat.key().value().substring(OUTPUT.value().length() + 1);
      objects.put(name, text(name));
    }
    return objects;
  }

  private String text(String name) throws IOException {
    return utf8(store.get(OUTPUT.child(name), 1 << 20).orElseThrow());
  }

  private static String utf8(byte[] content) {
    return new String(content, StandardCharsets.UTF_8);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
