/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.network;

import io.neuralsparse.model.Activation;
import io.neuralsparse.model.ElementType;
import io.neuralsparse.model.ModelFolder;
import io.neuralsparse.model.TokenFrequency;

/**
 * What a saved network needs beside its weights to be served.
 *
 * @param tokenizer the folder whose tokeniser's files are copied
 * @param activation what pooled logits go through
 * @param tokenFrequency what repeated tokens of a query count
 * @param type of the weights in the file: F32, F16 or BF16
 */
public record Serving(
    ModelFolder tokenizer,
    Activation activation,
    TokenFrequency tokenFrequency,
    ElementType type) {}
