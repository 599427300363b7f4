/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The words after a command: options {@code --name value} or {@code --name=value}, switches {@code
 * --name}, and the rest in order. After {@code --} nothing is an option.
 */
final class Arguments {
  private final Map<String, String> options = new HashMap<>();
  private final List<String> rest = new ArrayList<>();

  /**
   * Sorts words.
   *
   * @param words as typed
   * @param valued names of options that have a value, without the dashes
   * @param switches names of those that have none
   * @throws UsageException for other options, and for one that is there twice or lacks its value
   */
  Arguments(List<String> words, Set<String> valued, Set<String> switches) {
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (word.equals("--")) {
        rest.addAll(words.subList(i + 1, words.size()));
        return;
      }
      if (!word.startsWith("--")) {
        rest.add(word);
        continue;
      }
      int equals = word.indexOf('=');
      String name = word.substring(2, equals < 0 ? word.length() : equals);
      String value = equals < 0 ? null : word.substring(equals + 1);
      if (valued.contains(name)) {
        if (value == null && ++i == words.size()) {
          throw new UsageException("[--" + name + "] needs a value");
        }
        value = value == null ? words.get(i) : value;
      } else if (!switches.contains(name) || value != null) {
        throw new UsageException("unknown option [" + word + "]");
      }
      if (options.put(name, value == null ? "" : value) != null) {
        throw new UsageException("[--" + name + "] is there twice");
      }
    }
  }

  boolean has(String name) {
    return options.containsKey(name);
  }

  Optional<String> option(String name) {
    return Optional.ofNullable(options.get(name));
  }

  /**
   * The value of an option that has few.
   *
   * @param allowed the first is the default
   */
  String option(String name, List<String> allowed) {
    String value = options.getOrDefault(name, allowed.getFirst());
    if (!allowed.contains(value)) {
      throw new UsageException(
          "[--" + name + "] must be one of " + allowed + ", got [" + value + "]");
    }
    return value;
  }

  /** A whole number of an option. */
  int integer(String name, int least, int absent) {
    String value = options.get(name);
    if (value == null) {
      return absent;
    }
    try {
      int number = Integer.parseInt(value);
      if (number >= least) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new UsageException(
        "[--" + name + "] must be a whole number, at least " + least + ", got [" + value + "]");
  }

  /** What is no option. */
  List<String> rest() {
    return rest;
  }

  /** The one word that a command is about. */
  String only(String what) {
    if (rest.size() != 1) {
      throw new UsageException("give one " + what + ", got " + rest);
    }
    return rest.getFirst();
  }
}
