/**
 * OTLP metrics: what OpenTelemetry's protocol says, and how Prometheus names it.
 *
 * <p>{@link io.atalaya.collect.push.otlp.OtlpProtobuf} and {@link
 * io.atalaya.collect.push.otlp.OtlpJson} read a request as resources, each with scopes, metrics and
 * points; {@link io.atalaya.collect.push.otlp.OtlpTranslation} turns these into series. Must not
 * know HTTP nor how samples are stored.
 *
 * <p>Sources: opentelemetry-proto 1.x, the OpenTelemetry specification "Prometheus and OpenMetrics
 * Compatibility", and the behaviour of Prometheus 3.14.
 */
@NullMarked
package io.atalaya.collect.push.otlp;

import org.jspecify.annotations.NullMarked;
