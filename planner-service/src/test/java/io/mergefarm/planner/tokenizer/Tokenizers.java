package io.mergefarm.planner.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Tokenizer files of tests; single quotes stand for double ones. */
public final class Tokenizers {

  private Tokenizers() {}

  /** Files by name and content in turns. */
  public static TokenizerFiles files(String... namesAndContents) {
    Map<String, byte[]> content = new TreeMap<>();
    for (int i = 0; i < namesAndContents.length; i += 2) {
      String json = namesAndContents[i + 1].replace('\'', '"');
      content.put(namesAndContents[i], json.getBytes(StandardCharsets.UTF_8));
    }
    return new TokenizerFiles(content, List.of(), List.of());
  }

  /** Words that texts are cut into: the first begins them, the second stands for unknown ones. */
  public static TokenizerFiles reading(String... words) {
    List<String> all = List.of(words);
    return files(
        "tokenizer.json",
        "{'version': '1.0', 'added_tokens': [{'id': 0, 'content': '%s', 'single_word': false, 'lstrip': false, 'rstrip': false, 'normalized': false, 'special': true}], 'pre_tokenizer': {'type': 'WhitespaceSplit'}, 'model': {'type': 'WordLevel', 'unk_token': '%s', 'vocab': {%s}}}"
            .formatted(
                words[0],
                words[1],
                all.stream()
                    .map(word -> "'" + word + "': " + all.indexOf(word))
                    .collect(Collectors.joining(", "))),
        "tokenizer_config.json",
        "{'bos_token': {'content': '%s'}}".formatted(words[0]));
  }

  /** The same of a model with a chat template. */
  public static TokenizerFiles talking(String... words) {
    return words(words)
        .with(
            Map.of(
                "chat_template.jinja",
                "{{ messages[0]['content'] }}".getBytes(StandardCharsets.UTF_8)));
  }

  /** Words with ids from 0, the first of which is an added, special token. */
  public static TokenizerFiles words(String... words) {
    List<String> all = List.of(words);
    return files(
        "tokenizer.json",
        "{'added_tokens': [{'id': 0, 'content': '%s', 'special': true}], 'model': {'type': 'WordLevel', 'vocab': {%s}}}"
            .formatted(
                words[0],
                all.stream()
                    .map(word -> "'" + word + "': " + all.indexOf(word))
                    .collect(Collectors.joining(", "))));
  }
}
