package io.atalaya.server.api.prometheus;

import io.atalaya.server.http.Routes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** {@code /api/v1/openapi.yaml}: the API described for machines, in OpenAPI 3.1. */
final class OpenApiEndpoint {
  private static final String RESOURCE = "openapi.yaml";

  private final byte[] description;

  OpenApiEndpoint(ServerFacts facts) {
    description =
        template()
            .replace("VERSION", ServerFacts.PROMETHEUS_VERSION)
            .replace("EXTERNAL_URL", facts.externalUrl().toString())
            .getBytes(StandardCharsets.UTF_8);
  }

  private static String template() {
    try (InputStream in = OpenApiEndpoint.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException(RESOURCE + " is missing in the program");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void addTo(Routes routes) {
    routes.get(
        "/api/v1/openapi.yaml",
        (request, response) -> {
          response.header("Cache-Control", "no-cache, no-store, must-revalidate");
          response.send("application/yaml; charset=utf-8", description);
        });
  }
}
