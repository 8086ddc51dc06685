package io.atalaya.model.trace;

/** Notes what is done, how long it takes, and what it is a part of. Safe for many threads. */
public interface Tracer {
  /** Notes nothing. */
  Tracer OFF = (name, kind, cause) -> Span.NOTHING;

  /**
   * Begins a span, as a part of the one in which this thread is.
   *
   * @param name what is done, the same for all of its kind
   * @param cause the header {@code traceparent} of who asked for it; empty if there is none
   */
  Span begin(String name, Span.Kind kind, String cause);

  /** The same for something that nobody else asked for. */
  default Span begin(String name, Span.Kind kind) {
    return begin(name, kind, "");
  }
}
