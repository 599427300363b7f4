/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.encode;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Accounts for the memory outside the heap that networks take: their weights, and what a run needs.
 * Whoever takes more than there is gets an exception instead of memory. Any number of threads may
 * use it.
 */
public final class NativeMemory {
  /** So much that it never ends. */
  public static final long UNLIMITED = Long.MAX_VALUE;

  private final AtomicLong used = new AtomicLong();
  private final AtomicLong refusals = new AtomicLong();
  private volatile long limit;

  /** Says that there is not enough memory. */
  public static final class ExceededException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final long wanted;
    private final long limit;

    ExceededException(String message, long wanted, long limit) {
      super(message);
      this.wanted = wanted;
      this.limit = limit;
    }

    /** The bytes that would be in use. */
    public long wanted() {
      return wanted;
    }

    /** The most bytes that may be in use. */
    public long limit() {
      return limit;
    }
  }

  /** Bytes that are in use until they are given back. */
  public final class Reservation implements AutoCloseable {
    private final AtomicLong bytes;

    private Reservation(long bytes) {
      this.bytes = new AtomicLong(bytes);
    }

    long bytes() {
      return bytes.get();
    }

    /** Sets the size to what it turned out to be; refuses nothing. */
    void resize(long exact) {
      used.addAndGet(exact - bytes.getAndSet(exact));
    }

    @Override
    public void close() {
      resize(0);
    }
  }

  /**
   * So much memory.
   *
   * @param limit in bytes
   */
  public NativeMemory(long limit) {
    this.limit = limit;
  }

  /** Changes the limit; what is in use stays. */
  public void limit(long bytes) {
    limit = bytes;
  }

  /** The most bytes that may be in use. */
  public long limit() {
    return limit;
  }

  /** The bytes that are in use. */
  public long used() {
    return used.get();
  }

  /** How often there was not enough. */
  public long refusals() {
    return refusals.get();
  }

  /**
   * Takes memory.
   *
   * @param bytes at least 0
   * @param what it is for, as users know it
   * @throws ExceededException when there is not enough
   */
  Reservation reserve(long bytes, String what) {
    long now = used.addAndGet(bytes);
    long most = limit;
    if (now > most) {
      used.addAndGet(-bytes);
      refusals.incrementAndGet();
      throw new ExceededException(
          what
              + " needs ["
              + bytes
              + "] bytes outside the heap, which would be ["
              + now
              + "] with what is in use, more than the limit of ["
              + most
              + "]",
          now,
          most);
    }
    return new Reservation(bytes);
  }
}
