package io.mergefarm.contracts.method;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What people want to know of a merge method before they use it. It lies beside the method's class
 * as the resource {@code META-INF/mergefarm/methods/NAME.md}.
 *
 * @param what what the method does
 * @param when when to use it
 * @param recipe a recipe that works
 */
public record MethodExplanation(String what, String when, String recipe) {

  private static final String FOLDER = "META-INF/mergefarm/methods/";
  private static final Pattern PAGE =
      Pattern.compile(
          "# (?<name>\\S+)\\n+(?<what>.+?)\\n+"
              + "## When to use it\\n+(?<when>.+?)\\n+"
              + "## Recipe\\n+```yaml\\n(?<recipe>.+?)```\\n*",
          Pattern.DOTALL);

  /**
   * Reads the explanation of a method; empty where its author wrote none.
   *
   * @throws IOException if it can not be read, or is no page as {@link #parse} takes it
   */
  public static Optional<MethodExplanation> find(ClassLoader loader, String method)
      throws IOException {
    try (InputStream page = loader.getResourceAsStream(FOLDER + method + ".md")) {
      return page == null
          ? Optional.empty()
          : Optional.of(parse(method, new String(page.readAllBytes(), StandardCharsets.UTF_8)));
    }
  }

  /**
   * Reads a page: the method's name as heading, what it does, {@code ## When to use it}, and {@code
   * ## Recipe} with a block of YAML.
   *
   * @throws IOException if the page has another form
   */
  static MethodExplanation parse(String method, String page) throws IOException {
    Matcher matcher = PAGE.matcher(page);
    if (!matcher.matches() || !matcher.group("name").equals(method)) {
      throw new IOException(
          FOLDER
              + method
              + ".md is no explanation: it takes the heading \"# "
              + method
              + "\" and a text, \"## When to use it\" and a text, and \"## Recipe\" with a"
              + " ```yaml block");
    }
    return new MethodExplanation(
        matcher.group("what"), matcher.group("when"), matcher.group("recipe"));
  }
}
