package io.mergefarm.planner.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mergefarm.contracts.json.ContractJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Chat templates: those of models, those that have names, and what counts as one. */
public final class ChatTemplates {

  /** The templates that have names. */
  public static final List<String> NAMES =
      List.of("alpaca", "chatml", "exaone", "llama3", "mistral");

  private static final int SHORTEST = 20;
  private static final String KEY = "chat_template";

  private ChatTemplates() {}

  /** The template of a name. */
  public static Optional<String> named(String name) {
    return NAMES.contains(name) ? Optional.of(resource(name)) : Optional.empty();
  }

  /** Whether a text can be a Jinja template of a chat. */
  public static boolean plausible(String text) {
    return text.length() >= SHORTEST && text.contains("{");
  }

  /**
   * The template that most models have, apart from white space around it; of several the one that
   * comes first.
   */
  public static Optional<String> mostFrequent(List<TokenizerFiles> models)
      throws TokenizerException {
    Map<String, Integer> counts = new LinkedHashMap<>();
    for (TokenizerFiles model : models) {
      of(model).ifPresent(template -> counts.merge(template.strip(), 1, Integer::sum));
    }
    int most = counts.values().stream().max(Integer::compare).orElse(0);
    return counts.entrySet().stream()
        .filter(entry -> entry.getValue() == most)
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /** A model's template; of several the one that is called {@code default}. */
  public static Optional<String> of(TokenizerFiles files) throws TokenizerException {
    Optional<byte[]> file = files.file(TokenizerFiles.CHAT_TEMPLATE);
    if (file.isPresent()) {
      return Optional.of(new String(file.get(), StandardCharsets.UTF_8));
    }
    ObjectMapper mapper = ContractJson.mapper();
    for (String name : List.of(TokenizerFiles.CONFIG, TokenizerFiles.PROCESSOR_TEMPLATE)) {
      Optional<String> template =
          JsonFiles.object(mapper, files, name).flatMap(json -> template(json.path(KEY)));
      if (template.isPresent()) {
        return template;
      }
    }
    return Optional.empty();
  }

  private static Optional<String> template(JsonNode value) {
    if (value.isTextual()) {
      return Optional.of(value.asText());
    }
    for (JsonNode named : value) {
      if (named.path("name").asText().equals("default") && named.path("template").isTextual()) {
        return Optional.of(named.path("template").asText());
      }
    }
    return Optional.empty();
  }

  private static String resource(String name) {
    try (InputStream in =
        ChatTemplates.class.getResourceAsStream("chat-templates/" + name + ".jinja")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException("the template " + name + " belongs to this jar", e);
    }
  }
}
