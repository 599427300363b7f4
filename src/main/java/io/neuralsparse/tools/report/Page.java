/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * What all pages have. A page needs nothing but itself: no script, no other file, no network; it is
 * light or dark as its reader's system is.
 */
final class Page {
  private Page() {}

  /**
   * A page.
   *
   * @param title of the window
   * @param header what comes first, a heading of the first level for one
   * @param main what follows
   * @param command of this program that writes it
   * @return HTML that is well-formed XML, too
   */
  static String of(String title, Html header, Html main, String command) {
    return Html.of(
            """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8"/>
            <meta name="viewport" content="width=device-width, initial-scale=1"/>
            <meta name="color-scheme" content="light dark"/>
            <title>{}</title>
            <style>
            {}</style>
            </head>
            <body>
            <header>
            {}</header>
            <main>
            {}</main>
            <footer><p class="note">Written by <code>neural-sparse {}</code>.</p></footer>
            </body>
            </html>
            """,
            title,
            style(),
            header,
            main,
            command)
        .markup();
  }

  private static Html style() {
    try (InputStream style = Page.class.getResourceAsStream("page.css")) {
      return new Html(new String(style.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
