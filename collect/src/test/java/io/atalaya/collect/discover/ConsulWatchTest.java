package io.atalaya.collect.discover;

import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.collect.discover.Discovery.ConsulScope;
import io.atalaya.collect.http.AddressGuard;
import io.atalaya.collect.http.Network;
import io.atalaya.model.http.HttpClientConfig;
import io.atalaya.testkit.VirtualScheduler;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Asks over real connections, in virtual time; questions that Consul holds are held really. */
@Timeout(180)
final class ConsulWatchTest {
  private static final Duration REFRESH = Duration.ofSeconds(30);
  private static final String WEB = "/v1/health/service/web";
  private static final String DB = "/v1/health/service/db";
  private static final String CATALOGUE = "/v1/catalog/services";

  private final VirtualScheduler clock = new VirtualScheduler(Instant.EPOCH);
  private final List<List<String>> told = new ArrayList<>();
  private FakeConsul consul;

  @BeforeEach
  void listen() throws IOException {
    consul = new FakeConsul();
  }

  @AfterEach
  void close() {
    consul.close();
  }

  private Discoverer discoverer(String... services) {
    Discovery.Consul config =
        new Discovery.Consul(
            consul.url(),
            new ConsulScope("dc1", "", "", true, null),
            List.of(services),
            List.of(),
            Map.of(),
            "",
            "",
            ",",
            REFRESH,
            HttpClientConfig.defaults());
    return new Discoverer(
        List.of(config),
        (_, _) -> List.of(),
        Network.system(AddressGuard.open()),
        clock,
        groups -> told.add(addresses(groups)));
  }

  private static List<String> addresses(List<TargetGroup> groups) {
    return groups.stream()
        .flatMap(group -> group.targets().stream())
        .map(target -> target.get("__address__"))
        .sorted()
        .toList();
  }

  private static String instances(String address) {
    return "[{\"Node\": {\"Address\": \"" + address + "\"}, \"Service\": {\"Port\": 80}}]";
  }

  /** Time goes on elsewhere, because a question that is held holds it up. */
  private Thread later(Duration by) {
    return Thread.ofPlatform().name("time").start(() -> clock.advance(by));
  }

  @Test
  void isToldOfAChangeByTheQuestionThatConsulHeld() throws InterruptedException {
    consul.on(WEB, instances("10.0.0.1"));
    try (Discoverer discoverer = discoverer("web")) {
      discoverer.start();
      clock.advance(Duration.ZERO);
      Thread time = later(REFRESH);
      consul.awaitHeld();
      assertThat(told).containsExactly(List.of("10.0.0.1:80"));
      consul.on(WEB, instances("10.0.0.2"));
      time.join();
    }
    assertThat(told).containsExactly(List.of("10.0.0.1:80"), List.of("10.0.0.2:80"));
    assertThat(consul.requests())
        .containsExactly(WEB + "?dc=dc1&stale=true", WEB + "?dc=dc1&stale=true&index=8&wait=120s");
  }

  @Test
  void aQuestionWhoseTimeIsOverTellsNothingAndIsAskedAgain() throws InterruptedException {
    consul.on(WEB, instances("10.0.0.1"));
    try (Discoverer discoverer = discoverer("web")) {
      discoverer.start();
      clock.advance(Duration.ZERO);
      for (int i = 0; i < 3; i++) {
        Thread time = later(REFRESH);
        consul.awaitHeld();
        consul.release();
        time.join();
      }
    }
    assertThat(told).hasSize(1);
    assertThat(consul.requests()).hasSize(4);
  }

  @Test
  void servicesOfTheCatalogueComeAndGo() {
    consul.hurry();
    consul.on(CATALOGUE, "{\"web\": []}").on(WEB, instances("10.0.0.1"));
    consul.on(DB, instances("10.0.1.1"));
    try (Discoverer discoverer = discoverer()) {
      discoverer.start();
      clock.advance(Duration.ofSeconds(10));
      consul.on(CATALOGUE, "{\"web\": [], \"db\": []}");
      clock.advance(REFRESH);
      consul.on(CATALOGUE, "{\"db\": []}");
      clock.advance(REFRESH);
      consul.on(CATALOGUE, "{}");
      clock.advance(REFRESH);
    }
    assertThat(told.stream().distinct())
        .containsExactly(
            List.of("10.0.0.1:80"),
            List.of("10.0.0.1:80", "10.0.1.1:80"),
            List.of("10.0.1.1:80"),
            List.of());
  }

  @Test
  void anIndexThatGoesBackwardsIsForgotten() {
    consul.hurry();
    consul.on(WEB, instances("10.0.0.1"));
    try (Discoverer discoverer = discoverer("web")) {
      discoverer.start();
      clock.advance(REFRESH.minusSeconds(1));
      consul.restart();
      consul.on(WEB, instances("10.0.0.2"));
      clock.advance(REFRESH.multipliedBy(2));
    }
    assertThat(told.getLast()).containsExactly("10.0.0.2:80");
    assertThat(consul.requests().get(1)).contains("index=8");
    assertThat(consul.requests().get(2)).doesNotContain("index=");
  }

  @Test
  void targetsStayWhileConsulFails() {
    consul.hurry();
    consul.on(WEB, instances("10.0.0.1"));
    try (Discoverer discoverer = discoverer("web")) {
      discoverer.start();
      clock.advance(REFRESH.minusSeconds(1));
      consul.forget(WEB);
      clock.advance(REFRESH.multipliedBy(2));
      assertThat(discoverer.groups()).hasSize(1);
      consul.on(WEB, instances("10.0.0.2"));
      clock.advance(REFRESH);
    }
    assertThat(told).containsExactly(List.of("10.0.0.1:80"), List.of("10.0.0.2:80"));
  }

  @Test
  void theEndEndsAQuestionThatIsHeld() throws InterruptedException {
    consul.on(WEB, instances("10.0.0.1"));
    Discoverer discoverer = discoverer("web");
    discoverer.start();
    clock.advance(Duration.ZERO);
    Thread time = later(REFRESH);
    consul.awaitHeld();
    discoverer.close();
    time.join();
    assertThat(consul.requests()).hasSize(2);
  }
}
