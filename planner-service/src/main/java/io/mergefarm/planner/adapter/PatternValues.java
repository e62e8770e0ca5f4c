package io.mergefarm.planner.adapter;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Numbers for some modules of a model, as in {@code rank_pattern}: a key is a regular expression
 * that matches all of a module's name, or what stands behind one of its dots. The first that
 * matches counts. Keys come from outside, so they are matched in linear time; those that are plain
 * names are looked up, for there may be one for each module.
 */
final class PatternValues {

  private static final String PLAIN = "[\\w.]+";

  private final Map<String, Entry> plain = new HashMap<>();
  private final List<Entry> others = new ArrayList<>();

  private record Entry(int place, Pattern pattern, double value) {}

  /**
   * Reads a mapping; what is absent is empty.
   *
   * @throws IllegalArgumentException if it is none, or a key can not be matched
   */
  PatternValues(String name, JsonNode mapping) {
    if (mapping.isMissingNode() || mapping.isNull()) {
      return;
    }
    if (!mapping.isObject()) {
      throw new IllegalArgumentException(name + " is no mapping");
    }
    int place = 0;
    for (Map.Entry<String, JsonNode> entry : mapping.properties()) {
      String key = entry.getKey();
      Entry value = new Entry(place++, pattern(name, key), number(name, entry.getValue()));
      if (key.matches(PLAIN)) {
        plain.put(key, value);
      } else {
        others.add(value);
      }
    }
  }

  private static Pattern pattern(String name, String key) {
    try {
      return Pattern.compile("(.*\\.)?(" + key + ")");
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          name + " has a key that can not be matched, '" + key + "': " + e.getDescription(), e);
    }
  }

  private static double number(String name, JsonNode value) {
    if (!value.isNumber() || value.doubleValue() <= 0) {
      throw new IllegalArgumentException(name + " has the value " + value);
    }
    return value.doubleValue();
  }

  Optional<Double> of(String module) {
    Entry found = plainKey(module);
    for (Entry other : others) {
      if ((found == null || other.place() < found.place()) && other.pattern().matches(module)) {
        found = other;
        break;
      }
    }
    return Optional.ofNullable(found).map(Entry::value);
  }

  private Entry plainKey(String module) {
    Entry found = null;
    for (int at = 0; at >= 0; at = module.indexOf('.', at + 1)) {
      Entry entry = plain.get(module.substring(at == 0 ? 0 : at + 1));
      if (entry != null && (found == null || entry.place() < found.place())) {
        found = entry;
      }
    }
    return found;
  }
}
