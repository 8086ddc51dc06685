package io.atalaya.collect.check.queue;

import io.atalaya.model.http.TlsConfig;
import io.atalaya.model.http.TlsContext;
import java.security.KeyStore;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.apache.kafka.common.security.auth.SslEngineFactory;
import org.jspecify.annotations.Nullable;

/**
 * Lets Kafka's client speak TLS as we do; certificate and name are judged in the handshake. Public
 * because the client creates it by name.
 */
public final class KafkaTls implements SslEngineFactory {
  /** The property under which the client hands over the {@link Settings}. */
  static final String PROPERTY = "atalaya.tls";

  private @Nullable Settings settings;

  /** What a connection needs. */
  record Settings(TlsConfig config, SSLContext context) {}

  @Override
  public void configure(Map<String, ?> properties) {
    settings = (Settings) properties.get(PROPERTY);
  }

  @Override
  public SSLEngine createClientSslEngine(
      String host, int port, @Nullable String endpointIdentification) {
    Settings with = Objects.requireNonNull(settings);
    TlsConfig tls = with.config();
    String name = tls.serverName().isEmpty() ? host : tls.serverName();
    SSLEngine engine = with.context().createSSLEngine(name, port);
    engine.setUseClientMode(true);
    SSLParameters parameters = TlsContext.parameters(tls, with.context());
    if (!tls.insecureSkipVerify()) {
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
    }
    engine.setSSLParameters(parameters);
    return engine;
  }

  @Override
  public SSLEngine createServerSslEngine(String host, int port) {
    throw new UnsupportedOperationException("a check is a client only");
  }

  @Override
  public boolean shouldBeRebuilt(Map<String, Object> properties) {
    return false;
  }

  @Override
  public Set<String> reconfigurableConfigs() {
    return Set.of();
  }

  @Override
  public @Nullable KeyStore keystore() {
    return null;
  }

  @Override
  public @Nullable KeyStore truststore() {
    return null;
  }

  @Override
  public void close() {
    settings = null;
  }
}
