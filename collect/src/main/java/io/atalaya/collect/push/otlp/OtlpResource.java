package io.atalaya.collect.push.otlp;

import java.util.List;
import java.util.Map;

/**
 * What one resource (a process, a host) sends.
 *
 * @param attributes of the resource, values as text
 * @param scopes what its instrumentation libraries measured
 */
public record OtlpResource(Map<String, String> attributes, List<Scope> scopes) {
  /** What one instrumentation library measured. */
  public record Scope(
      String name,
      String version,
      String schemaUrl,
      Map<String, String> attributes,
      List<OtlpMetric> metrics) {}
}
