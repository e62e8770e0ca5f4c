package io.mergefarm.contracts.licence;

import io.mergefarm.contracts.source.SourceFile;
import io.mergefarm.contracts.source.SourceFiles;
import io.mergefarm.contracts.source.SourceIndex;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * Finds the licence of a checkpoint in the front matter of its {@code README.md}. A card without
 * front matter, or with one that can not be read, names no licence.
 */
public final class CardLicences {

  private static final String CARD = "README.md";
  private static final long MAX_CARD_BYTES = 4 << 20;
  private static final int MAX_FRONT_MATTER = 1 << 20;
  private static final int MAX_NESTING = 50;
  private static final Pattern FRONT_MATTER =
      Pattern.compile("\\A\\s*---\\r?\\n(.*?)\\r?\\n---\\s*(?:\\r?\\n|\\z)", Pattern.DOTALL);
  private static final Pattern PLAIN_TEXT = Pattern.compile("[^\\p{Cntrl}]{1,300}");

  private final SourceFiles files;

  public CardLicences(SourceFiles files) {
    this.files = files;
  }

  /**
   * The licences of some checkpoints that name one.
   *
   * @param sources by what the result names them by
   */
  public Map<String, Licence> of(Map<String, SourceIndex> sources) throws IOException {
    Map<String, Licence> licences = new TreeMap<>();
    for (Map.Entry<String, SourceIndex> source : sources.entrySet()) {
      of(source.getValue()).ifPresent(licence -> licences.put(source.getKey(), licence));
    }
    return licences;
  }

  /** The licence of a checkpoint. */
  public Optional<Licence> of(SourceIndex source) throws IOException {
    Optional<SourceFile> card =
        source.file(CARD).filter(file -> file.size() > 0 && file.size() <= MAX_CARD_BYTES);
    if (card.isEmpty()) {
      return Optional.empty();
    }
    String text = new String(files.read(card.get()), StandardCharsets.UTF_8);
    Matcher matcher = FRONT_MATTER.matcher(text);
    return matcher.find() ? licence(matcher.group(1)) : Optional.empty();
  }

  private static Optional<Licence> licence(String frontMatter) {
    if (!(load(frontMatter) instanceof Map<?, ?> entries)) {
      return Optional.empty();
    }
    List<String> ids =
        switch (entries.get("license")) {
          case String id -> texts(Stream.of(id));
          case List<?> list -> texts(list.stream());
          case null, default -> List.of();
        };
    return ids.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Licence(ids, text(entries.get("license_name")), text(entries.get("license_link"))));
  }

  private static List<String> texts(Stream<?> values) {
    return values.flatMap(value -> text(value).stream()).toList();
  }

  private static Optional<String> text(Object value) {
    return value instanceof String text && PLAIN_TEXT.matcher(text).matches()
        ? Optional.of(text)
        : Optional.empty();
  }

  private static Object load(String frontMatter) {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(MAX_FRONT_MATTER);
    options.setNestingDepthLimit(MAX_NESTING);
    try {
      return new Yaml(new SafeConstructor(options)).load(frontMatter);
    } catch (YAMLException e) {
      return null;
    }
  }
}
