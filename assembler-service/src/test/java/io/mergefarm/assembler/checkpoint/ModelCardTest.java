package io.mergefarm.assembler.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.mergefarm.contracts.method.BuiltInMethods;
import io.mergefarm.contracts.method.MethodCatalog;
import io.mergefarm.contracts.source.LocalSourceFiles;
import io.mergefarm.contracts.storage.LocalObjectStore;
import io.mergefarm.contracts.storage.StoreLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

class ModelCardTest {

  @TempDir Path folder;
  private TestMerge merge;

  @BeforeEach
  void setUp() throws Exception {
    merge = new TestMerge(folder.resolve("models"));
  }

  @Test
  void frontMatterTellsCataloguesOfTheMerge() throws Exception {
    merge
        .repository(0, "owner/base@0123abc")
        .repository(1, "other/tuned+lora.er/adapter@v1")
        .file("base", "README.md", "---\nlicense: mit\n---\n# Base\n")
        .file("code", "README.md", "---\r\nlicense: mit\r\n---\r\n# Code\r\n");

    assertThat(frontMatter(card()))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "base_model", List.of("owner/base", "other/tuned", "lora.er/adapter"),
                "base_model_relation", "merge",
                "library_name", "transformers",
                "license", "mit",
                "tags", List.of("mergefarm", "merge", "mergekit", "linear")));
    assertThat(card()).doesNotContain("Warning");
  }

  @Test
  void localFoldersAreNamedWithoutTheirPath() throws Exception {
    String card = card();
    assertThat(frontMatter(card)).containsEntry("base_model", List.of());
    assertThat(card)
        .doesNotContain(folder.toString())
        .contains("| `base` | base | `rev0` | weight 0.25 to 0.5 |")
        .contains("| `code` |  | `rev1` | weight 0.5 to 1.25 |");
  }

  @Test
  void localFoldersKnowWhereTheyWereLoadedFrom() throws Exception {
    merge
        .file("base", "config.json", "{\"_name_or_path\": \"owner/base\"}")
        .file("code", "config.json", "{\"_name_or_path\": \"/home/someone/code\"}");
    assertThat(frontMatter(card())).containsEntry("base_model", List.of("owner/base"));
  }

  @Test
  void warnsOfLicencesThatDiffer() throws Exception {
    merge
        .file("base", "README.md", "---\nlicense: other\nlicense_name: our-terms\n---\n")
        .file("code", "README.md", "---\nlicense: [mit, apache-2.0]\n---\n");
    assertThat(frontMatter(card())).doesNotContainKey("license");
    assertThat(card())
        .contains(
            "> **Warning:** this card names no licence",
            "`base`: `other (our-terms)`; `code`: `mit, apache-2.0`");
  }

  @Test
  void carriesALicenceWithItsNameAndLink() throws Exception {
    String front =
        "---\nlicense: other\nlicense_name: \"terms: #1\"\nlicense_link: https://l.example\n---\n";
    merge.file("base", "README.md", front).file("code", "README.md", front + "text");
    assertThat(frontMatter(card()))
        .containsEntry("license", "other")
        .containsEntry("license_name", "terms: #1")
        .containsEntry("license_link", "https://l.example");
  }

  @Test
  void warnsWhereACardNamesNoLicence() throws Exception {
    String bomb = "---\na: &a [x, x]\nb: &b [*a, *a]\nlicense: \"mit\\n---\\nevil: true\"\n---\n";
    for (String unreadable :
        List.of("# no front matter", "---\nlicense: [\n---\n", "---\n- mit\n---\n", bomb)) {
      merge
          .file("base", "README.md", "---\nlicense: mit\n---\n")
          .file("code", "README.md", unreadable);
      assertThat(card()).contains("`base`: `mit`; `code`: nothing.");
      assertThat(frontMatter(card())).doesNotContainKeys("license", "evil");
    }
  }

  @Test
  void warnsWhereNobodyNamesALicence() throws Exception {
    assertThat(card()).contains("`base`: nothing; `code`: nothing.");
  }

  @Test
  void namesMethodWithPaperAndParameters() throws Exception {
    assertThat(card())
        .contains("`linear`: Weighted average of the models.")
        .contains("](<https://arxiv.org/abs/2203.05482>)")
        .contains("Parameters: normalize true.");
  }

  @Test
  void aMethodOfAnotherJarIsNamedWithoutItsPaper() throws Exception {
    merge.method("their-own");
    assertThat(card()).contains("## Method\n\n`their-own`\n");
    assertThat(frontMatter(card()))
        .containsEntry("tags", List.of("mergefarm", "merge", "mergekit", "their-own"));
  }

  @Test
  void hostileTextStaysWhereItStands() throws Exception {
    String recipe = "# ```\n# </code><script>\n# ---\nmerge_method: linear # ````\n";
    merge
        .name("x\n---\n# [a](javascript:1) <img src=x>")
        .repository(1, "own`er/na|me\n---\n<b>")
        .method("a: [\n---\n#")
        .recipe(recipe);
    String card = card();

    assertThat(frontMatter(card)).containsKeys("base_model", "tags");
    assertThat(((List<?>) frontMatter(card).get("tags")).getLast()).isEqualTo("a: [\n---\n#");
    assertThat(card)
        .contains("`````yaml\n" + recipe + "`````\n")
        .contains("\n# x --- \\# \\[a\\](javascript:1) \\<img src=x\\>\n")
        .contains("| ``own`er/na\\|me --- <b>`` |");
  }

  @Test
  void showsHowToLoadTheCheckpoint() throws Exception {
    assertThat(card()).contains("import AutoModelForCausalLM\n").doesNotContain("AutoTokenizer");
    merge.file("base", "tokenizer.json", "{}");
    assertThat(card()).contains("AutoTokenizer.from_pretrained(folder)");
    merge.config().putArray("architectures").add("BertModel");
    assertThat(card()).contains("AutoModel.from_pretrained(folder, dtype=\"auto\")");
    merge.withoutConfig();
    assertThat(card()).contains("load_file(\"model-00001-of-00002.safetensors\")");
    assertThat(frontMatter(card())).doesNotContainKey("library_name");
  }

  private String card() throws Exception {
    LocalObjectStore store = new LocalObjectStore(folder.resolve("store"));
    new CheckpointWriter(
            store, new LocalSourceFiles(store), new MethodCatalog(BuiltInMethods.all()))
        .write(merge.cutInto(2));
    byte[] card =
        store.get(StoreLayout.output(TestMerge.MERGE_ID).child("README.md"), 1 << 20).orElseThrow();
    return new String(card, StandardCharsets.UTF_8);
  }

  /** Reads the front matter as catalogues do: up to the first line of three dashes. */
  private static Map<String, Object> frontMatter(String card) {
    assertThat(card).startsWith("---\n");
    String yaml = card.substring(4, card.indexOf("\n---\n", 4) + 1);
    return new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml);
  }
}
