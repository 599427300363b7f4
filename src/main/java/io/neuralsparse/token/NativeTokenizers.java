/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.token;

import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The native tokeniser library, unpacked from DJL's jar and loaded when it is first asked for. The
 * unpacked files are removed once they are loaded, where the system allows it.
 */
final class NativeTokenizers {
  private static TokenizersLibrary loaded;

  private NativeTokenizers() {}

  /**
   * The native calls. What failed once is tried again: a full disk may have room by then.
   *
   * @throws IllegalStateException when there is no library for this system, or when it cannot be
   *     unpacked or loaded
   */
  static synchronized TokenizersLibrary library() {
    try {
      if (loaded == null) {
        loaded = load();
      }
      return loaded;
    } catch (IOException e) {
      throw new IllegalStateException("the tokeniser library cannot be unpacked: " + e, e);
    } catch (LinkageError e) {
      throw new IllegalStateException(
          "the tokeniser library cannot be loaded on this system: " + e, e);
    }
  }

  private static TokenizersLibrary load() throws IOException {
    String platform = platform(System.getProperty("os.name"), System.getProperty("os.arch"));
    List<Path> unpacked = new ArrayList<>();
    try {
      Path folder = Files.createTempDirectory("neural-sparse-tokenizers");
      unpacked.add(folder);
      for (String name : libraries(platform)) {
        Path file = folder.resolve(name);
        unpacked.addFirst(file);
        String resource = "/native/lib/" + platform + "/cpu/" + name;
        try (InputStream in = TokenizersLibrary.class.getResourceAsStream(resource)) {
          if (in == null) {
            throw new FileNotFoundException("no tokeniser library for [" + platform + "]");
          }
          Files.copy(in, file);
        }
        System.load(file.toString());
      }
      return TokenizersLibrary.LIB;
    } finally {
      unpacked.forEach(NativeTokenizers::remove);
    }
  }

  private static void remove(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      path.toFile().deleteOnExit(); // Windows keeps loaded libraries locked
    }
  }

  static String platform(String os, String arch) {
    String system = os.toLowerCase(Locale.ROOT);
    String prefix = system.startsWith("win") ? "win" : system.startsWith("mac") ? "osx" : "linux";
    return prefix + "-" + (arch.equals("amd64") ? "x86_64" : arch);
  }

  private static List<String> libraries(String platform) {
    String own = System.mapLibraryName("tokenizers");
    return platform.startsWith("win")
        ? List.of("libwinpthread-1.dll", "libgcc_s_seh-1.dll", "libstdc++-6.dll", own)
        : List.of(own);
  }
}
