package io.mergefarm.assembler.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MarkdownTest {

  @Test
  void textDoesNothing() {
    assertThat(Markdown.text("slerp-2.yml")).isEqualTo("slerp-2.yml");
    assertThat(Markdown.text("a_b [x](y) <img>\n# h"))
        .isEqualTo("a\\_b \\[x\\](y) \\<img\\> \\# h");
  }

  @Test
  void codeStaysInItsSpanAndCell() {
    assertThat(Markdown.code("base")).isEqualTo("`base`");
    assertThat(Markdown.code("a`b``c")).isEqualTo("```a`b``c```");
    assertThat(Markdown.code("`x")).isEqualTo("`` `x ``");
    assertThat(Markdown.code("a|b\nc")).isEqualTo("`a\\|b c`");
  }

  @Test
  void blockEndsWhereItsTextEnds() {
    assertThat(Markdown.block("yaml", "a: 1")).isEqualTo("```yaml\na: 1\n```\n");
    assertThat(Markdown.block("yaml", "x: |\n  ```\n  ````\n"))
        .isEqualTo("`````yaml\nx: |\n  ```\n  ````\n`````\n");
  }
}
