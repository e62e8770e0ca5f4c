package io.mergefarm.standalone.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mergefarm.contracts.safetensors.DType;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models of different vocabularies, merged, against the rules in plain double arithmetic. */
@QuarkusTest
@QuarkusTestResource(EmbeddedKafka.class)
class TokenizerMergesTest {

  private static final int WORDS = 4000;
  private static final int COLUMNS = 256;
  private static final List<String> MATRICES =
      List.of("model.embed_tokens.weight", "lm_head.weight");
  private static final String RECIPE =
      """
      merge_method: linear
      models: [{model: a}, {model: b}, {model: c}]
      parameters: {weight: 1}
      tokenizer:
        source: union
        pad_to_multiple_of: 64
        tokens:
          w1: {source: {kind: zero}, force: true}
          extra: {source: {kind: model_token, model: b, token_id: 7}}
      """;

  @Inject TestPipeline pipeline;
  @TempDir Path folder;

  /** The words of each model by their ids. */
  private final Map<String, List<String>> words = new LinkedHashMap<>();

  @BeforeEach
  void writeModels() throws IOException {
    writeModel("a", 4, 1);
    writeModel("b", 3, 2);
    writeModel("c", 5, 3);
  }

  /** A model without every so manieth word, in an order of its own. */
  private void writeModel(String name, int step, long seed) throws IOException {
    List<String> own =
        new ArrayList<>(
            IntStream.range(0, WORDS).filter(i -> i % step != 0).mapToObj(i -> "w" + i).toList());
    Collections.shuffle(own, new Random(seed));
    words.put(name, own);
    Path model =
        new CheckpointBuilder()
            .with(MATRICES.getFirst(), DType.F32, own.size(), COLUMNS)
            .with("model.layers.0.mlp.up_proj.weight", DType.F32, 8, COLUMNS)
            .with(MATRICES.getLast(), DType.F32, own.size(), COLUMNS)
            .write(folder.resolve(name), seed);
    String vocabulary =
        IntStream.range(0, own.size())
            .mapToObj(id -> "\"%s\": %d".formatted(own.get(id), id))
            .collect(Collectors.joining(", "));
    Files.writeString(
        model.resolve("tokenizer.json"),
        "{\"model\": {\"type\": \"WordPiece\", \"vocab\": {" + vocabulary + "}}}");
    Files.writeString(model.resolve("tokenizer.model"), "pieces of " + name);
  }

  @Test
  void rowsComeFromWhereTheyShould() throws IOException, InterruptedException {
    Checkpoint merged = pipeline.merge(Submissions.of(folder).merge(RECIPE, folder.resolve("out")));
    List<String> union = union();
    int rows = Math.ceilDiv(union.size(), 64) * 64;
    assertThat(rows).isGreaterThan(union.size());
    assertThat(merged.json("config.json").get("vocab_size").asInt()).isEqualTo(rows);
    assertThat(vocabulary(merged.json("tokenizer.json"))).isEqualTo(union);
    assertThat(merged.folder().resolve("tokenizer.model")).hasContent("pieces of a");

    Map<String, Tensor> tensors = merged.tensors();
    for (String name : MATRICES) {
      assertClose(name, tensors.get(name), expected(name, union, rows));
    }
    JsonNode filled = merged.json("merge-manifest.json").at("/filled_tokens/0");
    assertThat(filled.get("tensors")).extracting(JsonNode::asText).isEqualTo(MATRICES);
    assertThat(filled.get("tokens"))
        .extracting(token -> token.get("token").asText())
        .containsExactlyElementsOf(union.stream().filter(this::someModelLacks).toList());
  }

  @Test
  void partsOfAnySizeGiveTheSameFiles() throws IOException, InterruptedException {
    Submissions submissions = Submissions.of(folder);
    Map<String, String> expected =
        pipeline.merge(submissions.merge(RECIPE, folder.resolve("whole"))).digests();
    Map<String, String> inParts =
        pipeline
            .merge(submissions.withParts(64 << 10).merge(RECIPE, folder.resolve("other/whole")))
            .digests();
    assertThat(inParts).isEqualTo(expected);
  }

  @Test
  void stagesThatUniteVocabulariesGiveTheSameFilesAsOneAfterTheOther()
      throws IOException, InterruptedException {
    String soup =
        """
        merge_method: ties
        base_model: a
        models: [{model: b}]
        parameters: {weight: 0.7, density: 0.4}
        tokenizer_source: union
        chat_template: chatml
        """;
    String output =
        """
        merge_method: linear
        models: [{model: c}, {model: soup}]
        parameters: {weight: 1}
        tokenizer: {source: soup, tokens: {w4: {source: c, force: true}}}
        chat_template: auto
        out_dtype: float32
        """;
    Submissions submissions = Submissions.of(folder);
    Map<String, String> fused =
        pipeline
            .merge(
                submissions.merge(
                    "name: soup\n" + soup + "---\n" + output, folder.resolve("fused")))
            .digests();
    pipeline.merge(submissions.merge(soup + "out_dtype: float32\n", folder.resolve("soup")));
    Map<String, String> oneByOne =
        pipeline.merge(submissions.merge(output, folder.resolve("last"))).digests();

    List<String> files =
        List.of(
            "config.json",
            "tokenizer.json",
            "tokenizer.model",
            "chat_template.jinja",
            CheckpointBuilder.WEIGHTS);
    assertThat(fused).containsKeys(files.toArray(String[]::new));
    assertThat(fused)
        .extractingByKeys(files.toArray(String[]::new))
        .isEqualTo(files.stream().map(oneByOne::get).toList());
  }

  private List<String> union() {
    Set<String> union = new LinkedHashSet<>();
    words.values().forEach(union::addAll);
    union.add("extra");
    return List.copyOf(union);
  }

  private boolean someModelLacks(String token) {
    return token.equals("w1") || words.values().stream().anyMatch(own -> !own.contains(token));
  }

  private static List<String> vocabulary(JsonNode tokenizer) {
    String[] tokens = new String[WORDS + 1];
    tokenizer
        .at("/model/vocab")
        .properties()
        .forEach(entry -> tokens[entry.getValue().asInt()] = entry.getKey());
    tokenizer
        .get("added_tokens")
        .forEach(token -> tokens[token.get("id").asInt()] = token.get("content").asText());
    return Arrays.stream(tokens).filter(token -> token != null).toList();
  }

  private double[] expected(String matrix, List<String> union, int rows) throws IOException {
    double[] sum = new double[rows * COLUMNS];
    Map<String, double[]> values = new LinkedHashMap<>();
    for (String model : words.keySet()) {
      values.put(model, new Checkpoint(folder.resolve(model)).tensors().get(matrix).values());
    }
    for (String model : words.keySet()) {
      double[] gathered = new double[rows * COLUMNS];
      for (int id = 0; id < union.size(); id++) {
        double[] row = row(union.get(id), model, values);
        System.arraycopy(row, 0, gathered, id * COLUMNS, COLUMNS);
      }
      for (int id = union.size(); id < rows; id++) {
        for (int column = 0; column < COLUMNS; column++) {
          double total = 0;
          for (int other = 0; other < union.size(); other++) {
            total += gathered[other * COLUMNS + column];
          }
          gathered[id * COLUMNS + column] = total / union.size();
        }
      }
      for (int i = 0; i < sum.length; i++) {
        sum[i] += gathered[i] / words.size();
      }
    }
    return sum;
  }

  private double[] row(String token, String model, Map<String, double[]> values) {
    if (token.equals("w1")) {
      return new double[COLUMNS];
    }
    if (token.equals("extra")) {
      return stored(values.get("b"), 7);
    }
    if (words.get(model).contains(token)) {
      return stored(values.get(model), words.get(model).indexOf(token));
    }
    List<double[]> having =
        words.keySet().stream()
            .filter(other -> words.get(other).contains(token))
            .map(other -> stored(values.get(other), words.get(other).indexOf(token)))
            .toList();
    return IntStream.range(0, COLUMNS)
        .mapToDouble(i -> having.stream().mapToDouble(row -> row[i]).average().orElse(0))
        .toArray();
  }

  private static double[] stored(double[] matrix, int row) {
    return Arrays.copyOfRange(matrix, row * COLUMNS, (row + 1) * COLUMNS);
  }

  private static void assertClose(String name, Tensor actual, double[] expected) {
    assertThat(actual.elements()).isEqualTo(expected.length);
    for (int i = 0; i < expected.length; i++) {
      if (Math.abs(actual.value(i) - expected[i]) > 1e-6) {
        assertThat(actual.value(i)).as("%s[%d]", name, i).isEqualTo(expected[i]);
      }
    }
  }
}
