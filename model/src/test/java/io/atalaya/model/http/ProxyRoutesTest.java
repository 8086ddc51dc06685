package io.atalaya.model.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atalaya.model.Secret;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProxyRoutesTest {
  private static ProxyRoutes via(String proxy, String... except) {
    return new ProxyRoutes(new ProxyConfig.Via(Secret.of(proxy), List.of(except)), Map.of());
  }

  private static ProxyRoutes environment(Map<String, String> environment) {
    return new ProxyRoutes(new ProxyConfig.FromEnvironment(Map.of()), environment);
  }

  @ParameterizedTest
  @CsvSource({
    "example.org,       http://example.org/,        true",
    "example.org,       http://www.example.org/,    true",
    ".example.org,      http://www.example.org/,    true",
    "example.org,       http://notexample.org/,     false",
    "10.0.0.0/8,        http://10.200.3.4/,         true",
    "10.0.0.0/8,        http://11.0.0.1/,           false",
    "10.0.0.1/31,       http://10.0.0.0/,           true",
    "fd00::/8,          http://[fd12::1]/,          true",
    "10.0.0.0/8,        http://[fd12::1]/,          false",
    "*,                 http://anything.test/,      true",
  })
  void hostsDomainsAddressesAndBlocksAreExcepted(String rule, String url, boolean direct) {
    assertThat(via("http://proxy:3128", rule).towards(URI.create(url)).isEmpty()).isEqualTo(direct);
  }

  @Test
  void credentialsOfTheProxyBecomeAHeaderAndStaySecret() {
    ProxyRoutes.Hop hop =
        via("http://us:pw@proxy:3128").towards(URI.create("http://a/")).orElseThrow();

    assertThat(hop.host()).isEqualTo("proxy");
    assertThat(hop.port()).isEqualTo(3128);
    assertThat(hop.authorization().reveal()).isEqualTo("Basic dXM6cHc=");
    assertThat(hop.toString()).doesNotContain("dXM6cHc=");
  }

  @Test
  void theEnvironmentNamesAProxyForEachScheme() {
    ProxyRoutes routes =
        environment(Map.of("https_proxy", "proxy:8080", "NO_PROXY", "a.test, b.test"));

    assertThat(routes.towards(URI.create("http://x.test/"))).isEmpty();
    assertThat(routes.towards(URI.create("https://x.test/"))).isPresent();
    assertThat(routes.towards(URI.create("https://b.test/"))).isEmpty();
    assertThat(routes.towards(URI.create("https://127.0.0.1/"))).isEmpty();
  }

  @Test
  void anErrorDoesNotShowTheProxysUrl() {
    assertThatThrownBy(() -> via("http://us:p w@").towards(URI.create("http://a/")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("p w");
  }
}
