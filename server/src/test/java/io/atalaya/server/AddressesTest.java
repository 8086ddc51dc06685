package io.atalaya.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.server.config.HostPort;
import io.atalaya.server.config.WebConfig;
import io.atalaya.server.config.WebFile;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which addresses of Alertmanagers are this very server. */
class AddressesTest {
  private static final WebConfig WEB =
      WebConfig.defaults()
          .withListen(new HostPort("0.0.0.0", 9090))
          .withExternalUrl(URI.create("https://mon.example.org/base/"));

  @Test
  void onlyThisMachineReachesItIfAllOfItsAddressesAreLoopback() {
    WebConfig web = WebConfig.defaults();
    assertThat(Addresses.of(web).loopback()).isTrue();
    assertThat(Addresses.of(also(web, "::1")).loopback()).isTrue();
    assertThat(Addresses.of(also(web, "192.0.2.1")).loopback()).isFalse();
    assertThat(Addresses.of(also(web, "")).loopback()).isFalse();
  }

  private static WebConfig also(WebConfig web, String host) {
    return new WebConfig(
        web.listen(),
        List.of(new HostPort(host, 9999)),
        null,
        null,
        false,
        false,
        false,
        WebFile.NONE);
  }

  @Test
  void aPrefixHasOneSlashBeforeItAndNoneBehind() {
    assertThat(Addresses.of(WEB).routePrefix()).isEqualTo("/base");
    for (String said : List.of("prom", "/prom", "//prom/", "prom//")) {
      assertThat(prefix(said)).isEqualTo("/prom");
    }
    assertThat(prefix("/")).isEmpty();
  }

  private static String prefix(String said) {
    return Addresses.of(
            new WebConfig(
                WEB.listen(),
                List.of(),
                WEB.externalUrl(),
                said,
                false,
                false,
                false,
                WebFile.NONE))
        .routePrefix();
  }

  private static boolean isSelf(String url) {
    return Addresses.of(WEB).takesAlertsAt(URI.create(url), "host7");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://mon.example.org/base/api/v2/alerts",
        "http://localhost:9090/base/api/v2/alerts",
        "http://127.0.0.1:9090/base/api/v2/alerts",
        "http://127.3.2.1:9090/base/api/v2/alerts",
        "http://[::1]:9090/base/api/v2/alerts",
        "http://HOST7:9090/base/api/v2/alerts"
      })
  void theseAreThisServer(String url) {
    assertThat(isSelf(url)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://mon.example.org/api/v2/alerts",
        "http://mon.example.org/base/api/v2/alerts",
        "http://localhost:9093/base/api/v2/alerts",
        "http://localhost:9090/api/v2/alerts",
        "http://192.0.2.1:9090/base/api/v2/alerts",
        "http://host8:9090/base/api/v2/alerts"
      })
  void theseAreOthers(String url) {
    assertThat(isSelf(url)).isFalse();
  }
}
