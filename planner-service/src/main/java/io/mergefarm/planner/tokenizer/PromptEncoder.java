package io.mergefarm.planner.tokenizer;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.fasterxml.jackson.databind.JsonNode;
import io.mergefarm.contracts.json.ContractJson;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * Turns prompts into the ids of their tokens, by the library that models are trained with: the
 * token of the beginning, then the text without other special tokens than those written in it.
 */
public final class PromptEncoder implements AutoCloseable {

  private static final Map<String, String> OPTIONS =
      Map.of("addSpecialTokens", "false", "truncation", "false", "padding", "false");

  private final HuggingFaceTokenizer tokenizer;
  private final String beginning;

  private PromptEncoder(HuggingFaceTokenizer tokenizer, String beginning) {
    this.tokenizer = tokenizer;
    this.beginning = beginning;
  }

  /**
   * Opens the tokenizer of a model, after its tokens have been found to be sound: the library is
   * native code.
   *
   * @throws TokenizerException if there is no {@code tokenizer.json}, or it can not be run
   */
  public static PromptEncoder of(TokenizerFiles files) throws TokenizerException {
    byte[] json =
        files
            .file(TokenizerFiles.TOKENIZER)
            .orElseThrow(
                () -> new TokenizerException("it has no tokenizer.json to read prompts with"));
    VocabularyReader.read(files, Integer.MAX_VALUE);
    String beginning = beginning(files).orElse("");
    try {
      return new PromptEncoder(
          HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(json), OPTIONS), beginning);
    } catch (IOException | RuntimeException e) {
      throw new TokenizerException("its tokenizer.json can not be run: " + e.getMessage(), e);
    } catch (LinkageError e) {
      throw new TokenizerException(
          "there is no library to run tokenizers with on this machine: " + e.getMessage(), e);
    }
  }

  private static Optional<String> beginning(TokenizerFiles files) throws TokenizerException {
    JsonNode token =
        JsonFiles.object(ContractJson.mapper(), files, TokenizerFiles.CONFIG)
            .map(config -> config.path("bos_token"))
            .map(bos -> bos.isObject() ? bos.path("content") : bos)
            .orElse(ContractJson.mapper().missingNode());
    return token.isTextual() ? Optional.of(token.asText()) : Optional.empty();
  }

  /**
   * The ids of a prompt's tokens.
   *
   * @throws TokenizerException if the tokenizer fails on it
   */
  public long[] encode(String prompt) throws TokenizerException {
    try {
      return tokenizer.encode(beginning + prompt, false, false).getIds();
    } catch (RuntimeException e) {
      throw new TokenizerException("it fails on a prompt: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
