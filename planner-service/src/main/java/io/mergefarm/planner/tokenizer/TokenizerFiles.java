package io.mergefarm.planner.tokenizer;

import io.mergefarm.contracts.source.SourceFile;
import io.mergefarm.contracts.source.SourceFiles;
import io.mergefarm.contracts.source.SourceIndex;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The small files of a model that tell of its tokenizer, by name.
 *
 * @param tooLarge those that no tokenizer has in such a size, which are not read
 * @param present the names of other files that only slow tokenizers read
 */
public record TokenizerFiles(
    Map<String, byte[]> content, List<String> tooLarge, List<String> present) {

  /** Of a model without a tokenizer. */
  public static final TokenizerFiles NONE = new TokenizerFiles(Map.of(), List.of(), List.of());

  public static final String TOKENIZER = "tokenizer.json";
  static final String CONFIG = "tokenizer_config.json";
  static final String ADDED = "added_tokens.json";
  static final String CHAT_TEMPLATE = "chat_template.jinja";
  static final String PROCESSOR_TEMPLATE = "chat_template.json";

  private static final List<String> READ =
      List.of(TOKENIZER, CONFIG, ADDED, CHAT_TEMPLATE, PROCESSOR_TEMPLATE);
  private static final List<String> SLOW =
      List.of(
          "tokenizer.model", "spiece.model", "sentencepiece.bpe.model", "vocab.json", "vocab.txt");
  private static final long MOST_BYTES = 128L << 20;

  public TokenizerFiles {
    content = Map.copyOf(content);
    tooLarge = List.copyOf(tooLarge);
    present = List.copyOf(present);
  }

  /**
   * Reads the files of all models.
   *
   * @param sources by {@code ModelReference.text()}
   * @throws IOException if one can not be read now
   */
  public static Map<String, TokenizerFiles> of(Map<String, SourceIndex> sources, SourceFiles files)
      throws IOException {
    Map<String, TokenizerFiles> found = new TreeMap<>();
    for (Map.Entry<String, SourceIndex> source : sources.entrySet()) {
      found.put(source.getKey(), read(source.getValue(), files));
    }
    return found;
  }

  /**
   * Reads the files of a model.
   *
   * @throws IOException if one can not be read now
   */
  static TokenizerFiles read(SourceIndex index, SourceFiles files) throws IOException {
    Map<String, byte[]> content = new TreeMap<>();
    for (SourceFile file : index.files()) {
      if (READ.contains(file.path()) && file.size() <= MOST_BYTES) {
        content.put(file.path(), files.read(file));
      }
    }
    return new TokenizerFiles(
        content,
        names(index, file -> READ.contains(file.path()) && file.size() > MOST_BYTES),
        names(index, file -> SLOW.contains(file.path())));
  }

  private static List<String> names(SourceIndex index, Predicate<SourceFile> choice) {
    return index.files().stream().filter(choice).map(SourceFile::path).toList();
  }

  /** The same with other files in the place of some. */
  public TokenizerFiles with(Map<String, byte[]> files) {
    Map<String, byte[]> all = new TreeMap<>(content);
    all.putAll(files);
    return new TokenizerFiles(
        all, tooLarge.stream().filter(name -> !files.containsKey(name)).toList(), present);
  }

  /** Whether there is a tokenizer, of whatever kind. */
  public boolean tokenizer() {
    return content.containsKey(TOKENIZER) || tooLarge.contains(TOKENIZER) || !present.isEmpty();
  }

  /**
   * A file's content.
   *
   * @throws TokenizerException if it is larger than any such file
   */
  public Optional<byte[]> file(String name) throws TokenizerException {
    if (tooLarge.contains(name)) {
      throw new TokenizerException(
          "%s has more than %d bytes; download it again".formatted(name, MOST_BYTES));
    }
    return Optional.ofNullable(content.get(name));
  }
}
