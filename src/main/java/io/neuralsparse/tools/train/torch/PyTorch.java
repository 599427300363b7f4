/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.torch;

import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.util.Locale;

/** The engine of this JVM. */
public final class PyTorch {
  private static final String VERSION = "2.7.1";
  private static final String BUNDLED = "native/lib/pytorch.properties";
  private static final String FOLDER = "PYTORCH_LIBRARY_PATH";

  private PyTorch() {}

  /**
   * Starts the engine, where it has not been, and opens a manager. Nothing is fetched over the
   * network.
   *
   * @param threads that one operation uses; the first call in a JVM decides
   * @return to be closed by the caller
   * @throws IOException when there is no PyTorch for this system, with what is to be put where, or
   *     when it cannot be loaded
   */
  public static synchronized NDManager start(int threads) throws IOException {
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("ai.djl.pytorch.num_threads", String.valueOf(threads));
    System.setProperty("ai.djl.pytorch.graph_optimizer", "false");
    if (PyTorch.class.getClassLoader().getResource(BUNDLED) == null && !named()) {
      throw new IOException(
          "training needs PyTorch, which is not packaged: put pytorch-native-cpu-"
              + VERSION
              + "-"
              + platform(System.getProperty("os.name"), System.getProperty("os.arch"))
              + ".jar (Maven Central, ai.djl.pytorch:pytorch-native-cpu) beside the other jars in"
              + " lib, or set "
              + FOLDER
              + " to the folder with libtorch "
              + VERSION);
    }
    try {
      return Engine.getEngine("PyTorch").newBaseManager();
    } catch (EngineException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IOException("PyTorch " + VERSION + " cannot be loaded: " + cause, e);
    }
  }

  /** Whether a folder is named that has the libraries. */
  private static boolean named() {
    return System.getenv(FOLDER) != null || System.getProperty(FOLDER) != null;
  }

  /** The name that jars of native libraries have for a system. */
  static String platform(String os, String arch) {
    String system = os.toLowerCase(Locale.ROOT);
    String name = system.startsWith("win") ? "win" : system.startsWith("mac") ? "osx" : "linux";
    return name + "-" + (arch.equals("amd64") ? "x86_64" : arch);
  }
}
