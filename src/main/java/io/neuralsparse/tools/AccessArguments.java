/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools;

import io.neuralsparse.tools.bench.Access;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Options that say where a cluster is and what it is shown. */
final class AccessArguments {
  /** Their names. */
  static final Set<String> VALUED = Set.of("url", "user", "api-key", "header", "ca");

  private static final Set<String> SECRET = Set.of("--user", "--api-key", "--header");
  private static final String PASSWORD = "NEURAL_SPARSE_PASSWORD";

  private AccessArguments() {}

  static String url(Arguments arguments) {
    String url = arguments.option("url").orElse("http://127.0.0.1:9200");
    if (!url.matches("https?://[^/\\s@]+(/[^\\s]*[^/\\s])?")) {
      throw new UsageException(
          "[--url] must be like https://search.example.com:9200, got [" + url + "]");
    }
    return url;
  }

  static Access access(Arguments arguments) throws IOException {
    Access access = Access.OPEN;
    if (arguments.has("user") && arguments.has("api-key")) {
      throw new UsageException("give [--user] or [--api-key], not both");
    }
    if (arguments.has("user")) {
      access = user(access, arguments.option("user").orElseThrow());
    }
    if (arguments.has("api-key")) {
      access = access.with("Authorization", "ApiKey " + arguments.option("api-key").orElseThrow());
    }
    if (arguments.has("header")) {
      String header = arguments.option("header").orElseThrow();
      int colon = header.indexOf(':');
      if (colon < 1) {
        throw new UsageException("[--header] must be NAME:VALUE");
      }
      access = access.with(header.substring(0, colon), header.substring(colon + 1).strip());
    }
    return arguments.has("ca")
        ? access.trusting(ModelArgument.path(arguments.option("ca").orElseThrow()))
        : access;
  }

  private static Access user(Access access, String user) {
    int colon = user.indexOf(':');
    if (colon >= 0) {
      return access.withUser(user.substring(0, colon), user.substring(colon + 1));
    }
    String password = System.getenv(PASSWORD);
    if (password == null) {
      throw new UsageException(
          "[--user] must be NAME:PASSWORD, or the variable " + PASSWORD + " must be set");
    }
    return access.withUser(user, password);
  }

  /** A command line that may be shown. */
  static String withoutSecrets(List<String> words) {
    List<String> shown = new ArrayList<>();
    boolean secret = false;
    for (String word : words) {
      int equals = word.indexOf('=');
      String name = equals < 0 ? word : word.substring(0, equals);
      if (secret) {
        shown.add("***");
      } else {
        shown.add(SECRET.contains(name) && equals >= 0 ? name + "=***" : word);
      }
      secret = !secret && equals < 0 && SECRET.contains(word);
    }
    return String.join(" ", shown);
  }
}
