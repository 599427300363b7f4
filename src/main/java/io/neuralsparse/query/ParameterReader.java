/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query;

import java.io.IOException;
import org.opensearch.core.common.ParsingException;
import org.opensearch.core.xcontent.XContentParser;
import org.opensearch.core.xcontent.XContentParser.Token;

/**
 * Takes checked values from a request; the parser stands at the value. What is not as it must be is
 * a {@link ParsingException} that names the query, the parameter, the value and what is allowed.
 */
final class ParameterReader {
  /** Reads one parameter. */
  @FunctionalInterface
  interface Reading {
    /**
     * Takes the value, at which the parser stands.
     *
     * @return false when there is no such parameter
     */
    boolean read(String key) throws IOException;
  }

  private final String requestName;
  private final XContentParser parser;

  /**
   * A reader of one query.
   *
   * @param requestName the name that the request calls the query, for messages
   */
  ParameterReader(String requestName, XContentParser parser) {
    this.requestName = requestName;
    this.parser = parser;
  }

  XContentParser parser() {
    return parser;
  }

  /** The error to throw. */
  ParsingException fault(String message) {
    return new ParsingException(
        parser.getTokenLocation(), "[" + requestName + "] query " + message);
  }

  /** The value, as messages show it. */
  String shown() throws IOException {
    Token token = parser.currentToken();
    return token.isValue() ? parser.text() : token == Token.VALUE_NULL ? "null" : token.name();
  }

  boolean isNull() {
    return parser.currentToken() == Token.VALUE_NULL;
  }

  String text(String key) throws IOException {
    if (parser.currentToken() != Token.VALUE_STRING) {
      throw fault("[" + key + "] must be a text, got [" + shown() + "]");
    }
    return parser.text();
  }

  float number(String key) throws IOException {
    if (parser.currentToken() != Token.VALUE_NUMBER) {
      throw fault("[" + key + "] must be a number, got [" + shown() + "]");
    }
    return parser.floatValue();
  }
}
