/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.model;

/** The types of a safetensors file's elements; little-endian. */
public enum ElementType {
  /** IEEE 754 binary32. */
  F32(4),
  /** IEEE 754 binary16. */
  F16(2),
  /** The upper half of a binary32. */
  BF16(2),
  /** IEEE 754 binary64; no weights. */
  F64(8),
  /** No weights. */
  F8_E4M3(1),
  /** No weights. */
  F8_E5M2(1),
  /** No weights. */
  I64(8),
  /** No weights. */
  I32(4),
  /** No weights. */
  I16(2),
  /** No weights. */
  I8(1),
  /** No weights. */
  U64(8),
  /** No weights. */
  U32(4),
  /** No weights. */
  U16(2),
  /** No weights. */
  U8(1),
  /** No weights. */
  BOOL(1);

  private final int bytes;

  ElementType(int bytes) {
    this.bytes = bytes;
  }

  /** Size of one element. */
  public int bytes() {
    return bytes;
  }

  /** True for the types that weights may have: F32, F16, BF16. */
  public boolean isWeight() {
    return this == F32 || this == F16 || this == BF16;
  }
}
