/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query;

import java.io.IOException;
import java.util.List;
import org.opensearch.core.common.ParsingException;
import org.opensearch.core.xcontent.XContentParser;
import org.opensearch.core.xcontent.XContentParser.Token;

/**
 * Takes checked values from a request; the parser stands at the value. What is not as it must be is
 * a {@link ParsingException} that names the query, the parameter, the value and what is allowed.
 */
final class ParameterReader {
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

  int wholeNumber(String key, int least) throws IOException {
    if (parser.currentToken() == Token.VALUE_NUMBER) {
      double value = parser.doubleValue();
      if (value >= least && value <= Integer.MAX_VALUE && value == Math.rint(value)) {
        return (int) value;
      }
    }
    throw fault("[" + key + "] must be a whole number from " + least + ", got [" + shown() + "]");
  }

  boolean flag(String key) throws IOException {
    if (parser.currentToken() != Token.VALUE_BOOLEAN) {
      throw fault("[" + key + "] must be true or false, got [" + shown() + "]");
    }
    return parser.booleanValue();
  }

  /**
   * Steps into an object.
   *
   * @param known its keys, for the message
   */
  void enter(String object, List<String> known) throws IOException {
    if (parser.currentToken() != Token.START_OBJECT) {
      throw fault("[" + object + "] must be an object of " + known + ", got [" + shown() + "]");
    }
  }

  /**
   * Steps to the next value of an object that was entered.
   *
   * @return its key, or null at the object's end
   */
  String next(String object, List<String> known) throws IOException {
    if (parser.nextToken() == Token.END_OBJECT) {
      return null;
    }
    String key = parser.currentName();
    if (!known.contains(key)) {
      throw fault("[" + object + "] does not know [" + key + "], it takes " + known);
    }
    parser.nextToken();
    return key;
  }
}
