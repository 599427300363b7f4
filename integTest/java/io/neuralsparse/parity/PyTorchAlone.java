/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.parity;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import io.neuralsparse.model.ModelManifest;
import io.neuralsparse.model.Network;
import io.neuralsparse.model.Safetensors;
import io.neuralsparse.model.Tensors;
import io.neuralsparse.token.Tokenizer;
import io.neuralsparse.tools.bench.BenchmarkException;
import io.neuralsparse.tools.bench.IngestPlan;
import io.neuralsparse.tools.bench.IngestRival;
import io.neuralsparse.tools.bench.IngestWay;
import java.util.List;

/**
 * PyTorch in 32-bit floats through DJL, one text at a time with all threads at its work, as the
 * official plugins run their models: texts are tokenised beforehand, what is timed is the network's
 * runs.
 */
public final class PyTorchAlone implements IngestRival {
  @Override
  public String label() {
    return "pytorch";
  }

  @Override
  public IngestWay open(ModelManifest manifest, IngestPlan plan) throws BenchmarkException {
    if (!(manifest.network() instanceof Network.Transformer network)) {
      throw new BenchmarkException(
          "[pytorch] needs a model with weights; leave it out with [--ways]");
    }
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("PYTORCH_FLAVOR", "cpu");
    System.setProperty("ai.djl.pytorch.num_threads", String.valueOf(plan.threads()));
    NDManager manager = NDManager.newBaseManager("PyTorch");
    Tensors tensors = Safetensors.open(manifest.folder(), network.weightFiles());
    PyTorchTransformer transformer = new PyTorchTransformer(network, tensors, manager);
    transformer.load();
    Tokenizer tokenizer = Tokenizer.load(manifest.folder());
    return new IngestWay() {
      @Override
      public String label() {
        return PyTorchAlone.this.label();
      }

      @Override
      public Work prepare(List<String> texts) {
        List<long[]> ids =
            texts.stream().map(text -> tokenizer.document(text, manifest.window())).toList();
        return () -> {
          for (long[] text : ids) {
            try (NDScope scope = new NDScope()) {
              transformer.weights(text);
            }
          }
          return new double[0];
        };
      }

      @Override
      public void close() {
        tokenizer.close();
        manager.close();
        tensors.close();
      }
    };
  }
}
