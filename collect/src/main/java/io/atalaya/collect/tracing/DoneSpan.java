package io.atalaya.collect.tracing;

import io.atalaya.model.trace.Span;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A span that is over.
 *
 * @param parent span that it is a part of; 0 if it begins the trace
 * @param error why it failed; null if it did not
 */
record DoneSpan(
    TraceId id,
    long parent,
    String name,
    Span.Kind kind,
    Instant begin,
    Instant end,
    Map<String, String> attributes,
    @Nullable String error) {
  DoneSpan {
    attributes = Map.copyOf(attributes);
  }
}
