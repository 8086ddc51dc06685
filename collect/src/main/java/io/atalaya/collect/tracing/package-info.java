/**
 * Tracing: takes spans from all stages ({@link io.atalaya.model.trace.Tracer}) and sends them to an
 * OpenTelemetry collector, as the section {@code tracing} of the configuration says. Knows of
 * nobody what the spans mean.
 *
 * <p>What is sent is an {@code ExportTraceServiceRequest} of OTLP 1.x in protobuf:
 *
 * <pre>
 *   request   1: ResourceSpans
 *     1: Resource      1: attributes (service.name, service.version, host.name)
 *     2: ScopeSpans    1: scope {1: name, 2: version}
 *                      2: Span
 *                           1: trace id, 16 bytes     7: begin, fixed64, ns since the epoch
 *                           2: span id, 8 bytes       8: end
 *                           4: id of the parent       9: attributes {1: key, 2: {1: text}}
 *                           5: name                  15: status {2: message, 3: code, 2 is error}
 *                           6: kind: 1 internal, 2 server, 3 client
 * </pre>
 *
 * by HTTP to {@code /v1/traces}, or by gRPC, where the message follows a byte (1 if it is packed by
 * gzip) and its length in four.
 */
@NullMarked
package io.atalaya.collect.tracing;

import org.jspecify.annotations.NullMarked;
