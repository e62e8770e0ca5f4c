package io.mergefarm.standalone.endtoend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page of the documentation that says which files to write and what to run.
 *
 * @param files their contents by the path that ends the sentence before each
 * @param script the commands, all in one block of the page
 */
record GuidePage(Map<String, String> files, String script) {

  private static final Pattern FILE =
      Pattern.compile("`([^`\\s]+)`:\\n\\n(`{3,})\\w*\\n(.*?)\\n\\2\\n", Pattern.DOTALL);
  private static final Pattern SCRIPT =
      Pattern.compile("\\n```sh\\n(.*?)\\n```\\n", Pattern.DOTALL);

  static GuidePage read(Path page) throws IOException {
    String text = Files.readString(page);
    Map<String, String> files = new LinkedHashMap<>();
    Matcher file = FILE.matcher(text);
    while (file.find()) {
      files.put(file.group(1), file.group(3) + "\n");
    }
    Matcher script = SCRIPT.matcher(text);
    if (!script.find()) {
      throw new IOException(page + " has no commands to run");
    }
    return new GuidePage(files, script.group(1));
  }

  /** Writes the page's files into a folder. */
  void write(Path folder) throws IOException {
    for (Map.Entry<String, String> file : files.entrySet()) {
      Path path = folder.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue());
    }
  }
}
