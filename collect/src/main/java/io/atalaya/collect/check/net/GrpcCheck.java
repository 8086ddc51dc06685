package io.atalaya.collect.check.net;

import io.atalaya.collect.check.Address;
import io.atalaya.collect.check.CheckBasics;
import io.atalaya.collect.check.CheckConfig;
import io.atalaya.collect.check.ProbeContext;
import io.atalaya.collect.check.Prober;
import io.atalaya.model.SecretSource;
import io.atalaya.model.http.TlsConfig;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Asks a gRPC server for its health ({@code grpc.health.v1.Health/Check}).
 *
 * @param basics name, labels, times, judgement
 * @param host name or address
 * @param port 1–65535
 * @param secure whether TLS is spoken; false by default
 * @param tls how TLS is spoken, if it is
 * @param service whose health is asked for; empty (default) for the whole server's
 * @param metadata further headers of the request, each with one or more values; none by default
 * @param slowAfter time after which a good answer is {@code degraded}; null (default) for never
 */
public record GrpcCheck(
    CheckBasics basics,
    String host,
    int port,
    boolean secure,
    TlsConfig tls,
    String service,
    Map<String, List<SecretSource>> metadata,
    @Nullable Duration slowAfter)
    implements CheckConfig {

  /** Copies the metadata and checks the address. */
  public GrpcCheck {
    Address.requirePort("a gRPC check", host, port);
    Map<String, List<SecretSource>> copy = new LinkedHashMap<>();
    metadata.forEach((name, values) -> copy.put(name, List.copyOf(values)));
    metadata = Collections.unmodifiableMap(copy);
  }

  @Override
  public String kind() {
    return "grpc";
  }

  @Override
  public String target() {
    return Address.text(host, port) + (service.isEmpty() ? "" : "/" + service);
  }

  @Override
  public Prober prober(ProbeContext context) {
    return new GrpcProber(this, context);
  }
}
