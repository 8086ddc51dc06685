package io.atalaya.collect.http;

/** A clock for measuring how long something takes: it never runs backwards. */
@FunctionalInterface
public interface Ticker {
  /** Nanoseconds since some fixed moment. */
  long nanos();

  static Ticker system() {
    return System::nanoTime;
  }
}
