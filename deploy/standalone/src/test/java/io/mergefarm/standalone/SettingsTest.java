package io.mergefarm.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The table of settings in docs/settings.md is what the services' configuration interfaces say. It
 * is written anew with {@code -Dmergefarm.docs.write=true}.
 */
class SettingsTest {

  private static final Path ROOT = Path.of(System.getProperty("mergefarm.root"));
  private static final Path PAGE = ROOT.resolve("docs/settings.md");
  private static final String BEGIN = "<!-- the table is generated: see SettingsTest -->\n";
  private static final String END = "<!-- end of the table -->\n";

  private static final Pattern PREFIX =
      Pattern.compile("@ConfigMapping\\(prefix = \"([^\"]+)\"\\)");
  private static final Pattern GROUP = Pattern.compile("\n  interface (\\w+) \\{");
  private static final Pattern SETTING =
      Pattern.compile(
          "/\\*\\*((?:(?!\\*/).)*)\\*/\\s*(?:@WithDefault\\(\"([^\"]*)\"\\)\\s*)?([\\w<>]+)"
              + " (\\w+)\\(\\);",
          Pattern.DOTALL);

  @Test
  void everySettingIsInTheTable() throws IOException {
    String page = Files.readString(PAGE);
    int from = page.indexOf(BEGIN) + BEGIN.length();
    int to = page.indexOf(END);
    if (Boolean.getBoolean("mergefarm.docs.write")) {
      Files.writeString(PAGE, page.substring(0, from) + table() + page.substring(to));
      return;
    }
    assertThat(page.substring(from, to)).isEqualTo(table());
  }

  private static String table() throws IOException {
    TreeMap<String, String> rows = new TreeMap<>();
    for (Path file : mappings()) {
      String source = Files.readString(file);
      Matcher prefix = PREFIX.matcher(source);
      assertThat(prefix.find()).isTrue();
      addRows(rows, prefix.group(1), source);
    }
    return "\n"
        + "| setting | environment variable | default | what it does |\n"
        + "| --- | --- | --- | --- |\n"
        + String.join("", rows.values())
        + "\n";
  }

  /** The settings of a nested interface are those of the method that has its name. */
  private static void addRows(Map<String, String> rows, String prefix, String source) {
    List<String> groups = new ArrayList<>();
    Matcher group = GROUP.matcher(source);
    int from = 0;
    String at = prefix;
    while (group.find()) {
      addSettings(rows, at, source.substring(from, group.start()));
      groups.add(group.group(1));
      at = prefix + "." + group.group(1).toLowerCase(Locale.ROOT);
      from = group.end();
    }
    addSettings(rows, at, source.substring(from));
    groups.forEach(name -> rows.remove(prefix + "." + name.toLowerCase(Locale.ROOT)));
  }

  private static void addSettings(Map<String, String> rows, String prefix, String source) {
    SETTING
        .matcher(source)
        .results()
        .forEach(setting -> rows.put(name(prefix, setting), row(prefix, setting)));
  }

  private static List<Path> mappings() throws IOException {
    try (Stream<Path> files = Files.walk(ROOT)) {
      return files
          .filter(file -> file.toString().contains("/src/main/java/"))
          .filter(file -> file.toString().endsWith("Config.java"))
          .filter(SettingsTest::isMapping)
          .sorted()
          .toList();
    }
  }

  private static boolean isMapping(Path file) {
    try {
      return PREFIX.matcher(Files.readString(file)).find();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static String row(String prefix, MatchResult setting) {
    String name = name(prefix, setting);
    String variable = name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    return "| `%s` | `%s` | %s | %s |\n"
        .formatted(name, variable, defaultValue(setting), description(setting.group(1)));
  }

  private static String name(String prefix, MatchResult setting) {
    return prefix + "." + setting.group(4).replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  private static String defaultValue(MatchResult setting) {
    if (setting.group(2) != null) {
      return "`" + setting.group(2) + "`";
    }
    return setting.group(3).startsWith("Optional") ? "none" : "required";
  }

  private static String description(String javadoc) {
    return javadoc
        .replaceAll("\\s*\\n\\s*\\* ?", " ")
        .replaceAll("\\{@code ([^}]*)\\}", "`$1`")
        .replace("|", "\\|")
        .strip();
  }
}
