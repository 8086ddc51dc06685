package io.atalaya.model.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class UrlHostTest {
  @ParameterizedTest
  @CsvSource({
    "http://example.com/x, example.com, -1",
    "http://example.com:80, example.com, 80",
    "http://user:pw@my_host:9090/, my_host, 9090",
    "http://my_host, my_host, -1",
    "http://my_host:/x, my_host, -1",
    "http://[::1]:9100/metrics, [::1], 9100",
    "http://_, _, -1"
  })
  void tellsHostAndPort(String url, String name, int port) {
    assertThat(UrlHost.of(URI.create(url))).isEqualTo(new UrlHost(name, port));
  }

  @ParameterizedTest
  @CsvSource({"mailto:me@example.com", "/path", "http://my_host:123456/", "http:///x"})
  void aUrlWithoutOneHasNone(String url) {
    assertThat(UrlHost.of(URI.create(url)).isEmpty()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "http://user:pw@example.com/x, user:pw",
    "http://user:pw@my_host:9090/, user:pw",
    "http://a%20b:p%40w@my_host/, a b:p@w",
    "http://example.com/a@b,",
    "http://my_host/a@b,",
    "mailto:me@example.com,"
  })
  void tellsTheUser(String url, @Nullable String user) {
    assertThat(UrlHost.user(URI.create(url))).isEqualTo(user);
  }

  @Test
  void isWrittenAsInAHostHeaderAndForResolversWithoutBrackets() {
    assertThat(UrlHost.of(URI.create("http://[::1]:9100/x"))).hasToString("[::1]:9100");
    assertThat(UrlHost.of(URI.create("http://a_b"))).hasToString("a_b");
    assertThat(UrlHost.of(URI.create("http://[::1]/")).bare()).isEqualTo("::1");
  }
}
