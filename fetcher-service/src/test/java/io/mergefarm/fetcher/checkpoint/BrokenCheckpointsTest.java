package io.mergefarm.fetcher.checkpoint;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mergefarm.contracts.source.LocalSourceFiles;
import io.mergefarm.contracts.storage.LocalObjectStore;
import io.mergefarm.fetcher.pickle.Pickle;
import io.mergefarm.fetcher.pickle.TorchSave;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each broken checkpoint gives a message that names the place and says what to do. */
class BrokenCheckpointsTest {

  private static final String SHARD = "model-00001-of-00001.safetensors";

  @TempDir Path base;
  private LocalCheckpoints checkpoints;

  @BeforeEach
  void openStore(@TempDir Path store) throws IOException {
    checkpoints = new LocalCheckpoints(new LocalSourceFiles(new LocalObjectStore(store)));
  }

  @Test
  void missingFolderWithItsNearestName() throws IOException {
    Files.createDirectories(base.resolve("models/code"));
    Files.createDirectories(base.resolve("models/prose"));
    Files.writeString(base.resolve("models/cde"), "a file is no suggestion");
    assertRefused("models/cod", "there is no folder " + base.resolve("models/cod"));
    assertRefused("models/cod", "did you mean models/code?");
    assertRefused("models/quite-other", "name the folder that holds the checkpoint");
    assertRefused("nowhere/at/all", "name the folder that holds the checkpoint");
  }

  @Test
  void names() throws IOException {
    Files.writeString(base.resolve("file"), "");
    assertRefused("file", "is a file; name the folder");
    assertRefused("", "the name is empty");
    assertRefused("a\0b", "this can not be a path");
    assertRefused("owner/name@main", "revisions (model@revision) are not supported yet; download");
    assertRefused("mistralai/Mistral-7B-v0.1", "Hub are not supported yet; download it first");
  }

  @Test
  void adaptersWithoutWeights() throws IOException {
    model().text("adapter_config.json", "{}");
    assertRefused("neither adapter_model.safetensors nor adapter_model.bin is there");
  }

  @Test
  void adaptersWithoutConfig() throws IOException {
    model().weights("adapter_model.safetensors", "x");
    assertRefused("there is no config.json");
  }

  @Test
  void noWeights() throws IOException {
    model().config();
    assertRefused("neither model.safetensors nor model.safetensors.index.json is there");
  }

  @Test
  void hostilePickles() throws IOException {
    byte[] pickle = Pickle.begin().global("os", "system").end();
    model().config().bytes("pytorch_model.bin", TorchSave.file(pickle));
    assertRefused("pytorch_model.bin can not be read: it asks for os.system");
    assertRefused("if you trust it, convert it to safetensors");
  }

  @Test
  void indexOfPicklesThatLeavesTheFolder() throws IOException {
    model()
        .config()
        .text("pytorch_model.bin.index.json", "{\"weight_map\":{\"x\":\"../other.bin\"}}");
    assertRefused("pytorch_model.bin.index.json puts tensor x in \"../other.bin\"");
  }

  @Test
  void weightsOfAnotherName() throws IOException {
    model().config().weights("consolidated.safetensors", "x");
    assertRefused("its only weights are consolidated.safetensors");
  }

  @Test
  void noTensors() throws IOException {
    model().config().weights("model.safetensors");
    assertRefused("model.safetensors holds no tensors");
  }

  @Test
  void noConfig() throws IOException {
    model().weights("model.safetensors", "x");
    assertRefused("there is no config.json");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{", "{\"a\":1,\"a\":2}", "{\"a\":NaN}", "{} {}", "{'a':1}", "{\"a\":1,}"})
  void configIsNotJson(String config) throws IOException {
    model().text("config.json", config).weights("model.safetensors", "x");
    assertRefused("config.json is not valid JSON");
  }

  @Test
  void configIsNested() throws IOException {
    model().text("config.json", "{\"a\":" + "[".repeat(100_000)).weights("model.safetensors", "x");
    assertRefused("config.json is not valid JSON");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "1", "null"})
  void configIsNoObject(String config) throws IOException {
    model().text("config.json", config).weights("model.safetensors", "x");
    assertRefused("config.json is no JSON object");
  }

  @Test
  void configIsHuge() throws IOException {
    model().config().weights("model.safetensors", "x");
    try (RandomAccessFile config =
        new RandomAccessFile(base.resolve("m/config.json").toFile(), "rw")) {
      config.setLength(1L << 33);
    }
    assertRefused("config.json has 8589934592 bytes, and 67108864 are allowed");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../outside.safetensors",
        "sub/inside.safetensors",
        "/etc/outside.safetensors",
        "..",
        "",
        "..\\\\outside.safetensors",
        "C:outside.safetensors",
        "a\\u0000.safetensors",
        "config.json"
      })
  void shardNamesThatAreNotPlain(String shard) throws IOException {
    Files.createDirectories(base.resolve("m/sub"));
    Files.write(base.resolve("m/sub/inside.safetensors"), CheckpointBuilder.safetensors("x"));
    Files.write(base.resolve("outside.safetensors"), CheckpointBuilder.safetensors("x"));
    model().config().index("{\"x\":\"" + shard + "\"}");
    assertRefused(
        "model.safetensors.index.json puts tensor x in \"" + shard.replace("\0", "\\u0000") + "\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "[]", "null", "\"x\""})
  void weightMapsWithoutTensors(String weightMap) throws IOException {
    model().config().index(weightMap).weights("model.safetensors", "x");
    assertRefused("model.safetensors.index.json has no weight_map with tensors");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"x\":1}", "{\"x\":null}", "{\"x\":[\"s.safetensors\"]}"})
  void weightMapsOfOtherThanNames(String weightMap) throws IOException {
    model().config().index(weightMap);
    assertRefused("puts tensor x in");
  }

  @Test
  void weightMapWithADuplicateKey() throws IOException {
    model().config().weights(SHARD, "x").index("{\"x\":\"" + SHARD + "\",\"x\":\"" + SHARD + "\"}");
    assertRefused("model.safetensors.index.json is not valid JSON at line 1: Duplicate field 'x'");
  }

  @Test
  void missingShard() throws IOException {
    model().config().index("{\"x\":\"" + SHARD + "\"}");
    assertRefused("index.json names " + SHARD + ", which is not in the folder; download that file");
  }

  @Test
  void shardIsADanglingLink() throws IOException {
    CheckpointBuilder model = model().config().index("{\"x\":\"" + SHARD + "\"}");
    Files.createSymbolicLink(model.folder().resolve(SHARD), Path.of("nowhere"));
    assertRefused(SHARD + ", which is not in the folder");
  }

  @Test
  void shardWithATensorMore() throws IOException {
    model().config().weights(SHARD, "x", "y").index("{\"x\":\"" + SHARD + "\"}");
    assertRefused("index.json does not list tensor y, which " + SHARD + " holds");
  }

  @Test
  void shardWithATensorLess() throws IOException {
    model().config().weights(SHARD, "x").index("{\"x\":\"" + SHARD + "\",\"y\":\"" + SHARD + "\"}");
    assertRefused("puts tensor y in " + SHARD + ", which does not hold it");
  }

  @Test
  void tensorInTwoShards() throws IOException {
    model()
        .config()
        .weights("1.safetensors", "x")
        .weights("2.safetensors", "x", "y")
        .index("{\"x\":\"1.safetensors\",\"y\":\"2.safetensors\"}");
    assertRefused("puts tensor x in 1.safetensors, but 2.safetensors holds one of that name");
  }

  @Test
  void truncatedShard() throws IOException {
    byte[] whole = CheckpointBuilder.safetensors("x");
    model().config().bytes(SHARD, Arrays.copyOf(whole, whole.length - 1));
    model().index("{\"x\":\"" + SHARD + "\"}");
    assertRefused(SHARD + ": truncated: the header promises 4 bytes of data but the file has 3");
  }

  @Test
  void headerOfTwoToTheSixty() throws IOException {
    byte[] file = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN).putLong(1L << 60).array();
    model().config().bytes("model.safetensors", file);
    assertRefused("it would have a header of 1152921504606846976 bytes");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 7})
  void weightsOfAFewBytes(int size) throws IOException {
    model().config().bytes("model.safetensors", new byte[size]);
    assertRefused("model.safetensors: it has " + size + " bytes, too few");
  }

  @Test
  void weightsAreAPointerOfGitLfs() throws IOException {
    model().config().text("model.safetensors", "version https://git-lfs.github.com/spec/v1\n");
    assertRefused("model.safetensors: it is no safetensors file");
  }

  @Test
  void messagesStayPresentable() throws IOException {
    String name = "\\u001b[31m" + "x".repeat(50_000);
    model().config().weights(SHARD, "x").index("{\"" + name + "\":\"" + SHARD + "\"}");
    assertThatThrownBy(() -> checkpoints.index("m", base))
        .isInstanceOf(CheckpointException.class)
        .message()
        .hasSizeLessThan(2_100)
        .doesNotContain("\u001b");
  }

  private CheckpointBuilder model() throws IOException {
    return new CheckpointBuilder(base.resolve("m"));
  }

  private void assertRefused(String problem) {
    assertRefused("m", problem);
  }

  private void assertRefused(String model, String problem) {
    assertThatThrownBy(() -> checkpoints.index(model, base))
        .isInstanceOf(CheckpointException.class)
        .hasMessageStartingWith("model " + model.replace('\0', '?') + ": ")
        .hasMessageContaining(problem);
  }
}
