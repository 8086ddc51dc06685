package io.atalaya.model.trace;

/**
 * Something that is being done, until it is closed: by the thread that began it, and what was begun
 * last first.
 */
public interface Span extends AutoCloseable {
  /** What is done for whom. */
  enum Kind {
    /** Within this process. */
    INTERNAL,
    /** For somebody who asked us. */
    SERVER,
    /** By somebody whom we ask. */
    CLIENT
  }

  /** A span that nobody notes. */
  Span NOTHING = new Unnoted();

  /** Adds what should be known about it, under one of OpenTelemetry's names where there is one. */
  Span say(String key, String value);

  /** It went wrong. */
  void fail(String why);

  /**
   * The header {@code traceparent} (W3C Trace Context) for whom is asked in the course of this;
   * empty if nobody notes it.
   */
  String traceparent();

  @Override
  void close();
}
