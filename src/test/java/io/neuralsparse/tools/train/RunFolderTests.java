/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.lucene.tests.util.LuceneTestCase;
import org.opensearch.test.OpenSearchTestCase;

@LuceneTestCase.SuppressFileSystems("ExtrasFS") // a folder holds what is put there
public class RunFolderTests extends OpenSearchTestCase {
  private static RunFolder.Writing text(String text) {
    return folder -> Files.writeString(folder.resolve("weights"), text);
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  public void testAModelIsReplacedWhenTheNextIsWhole() throws Exception {
    Path path = createTempDir().resolve("runs/one");
    RunFolder folder = RunFolder.open(path);
    folder.replaceModel(text("first"));
    folder.replaceModel(text("second"));
    assertEquals("second", Files.readString(path.resolve("model/weights")));
    IOException broken =
        expectThrows(
            IOException.class,
            () ->
                folder.replaceModel(
                    half -> {
                      text("half").to(half);
                      throw new IOException("disk full");
                    }));
    assertEquals("disk full", broken.getMessage());
    assertEquals("second", Files.readString(path.resolve("model/weights")));
    folder.replaceModel(text("third"));
    assertEquals("third", Files.readString(path.resolve("model/weights")));
    assertEquals(List.of("model"), names(path));
  }

  /** As a kill between the moves leaves it: the old model aside, the new one not in its place. */
  public void testAKillBetweenTheMovesLosesNoModel() throws Exception {
    Path path = createTempDir();
    RunFolder.open(path).replaceModel(text("old"));
    Files.move(path.resolve("model"), path.resolve(".model.old"));
    Files.createDirectory(path.resolve(".model.new"));
    text("new").to(path.resolve(".model.new"));
    RunFolder folder = RunFolder.open(path);
    assertEquals("old", Files.readString(folder.model().resolve("weights")));
    folder.replaceModel(text("next"));
    assertEquals("next", Files.readString(folder.model().resolve("weights")));
    assertEquals(List.of("model"), names(path));
  }

  /** As a kill after the moves leaves it: part of the old model beside the new one. */
  public void testAModelInItsPlaceStays() throws Exception {
    Path path = createTempDir();
    RunFolder.open(path).replaceModel(text("new"));
    Files.createDirectory(path.resolve(".model.old"));
    RunFolder folder = RunFolder.open(path);
    assertEquals("new", Files.readString(folder.model().resolve("weights")));
    folder.replaceModel(text("next"));
    assertEquals(List.of("model"), names(path));
  }
}
