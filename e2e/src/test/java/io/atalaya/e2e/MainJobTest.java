package io.atalaya.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMailUtil;
import io.atalaya.collect.http.AddressGuard;
import io.atalaya.collect.http.Network;
import io.atalaya.server.ServerHarness;
import io.atalaya.testkit.VirtualScheduler;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The main job on a virtual clock: a service dies, the rule pends and fires, a mail and a webhook
 * arrive, the service comes back, and everybody is told. Servers, sockets and mail are real; only
 * time is not.
 */
class MainJobTest {
  private static final Instant START = Instant.parse("2026-03-01T03:00:00Z");

  private final VirtualScheduler clock = new VirtualScheduler(START);
  private final HttpClient client = HttpClient.newHttpClient();

  private String query(ServerHarness server, String expression) throws Exception {
    String encoded = URLEncoder.encode(expression, StandardCharsets.UTF_8);
    return get(server, "/api/v1/query?time=" + clock.instant() + "&query=" + encoded);
  }

  private String get(ServerHarness server, String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + server.port() + path);
    return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
  }

  @Test
  void whoIsResponsibleIsToldWhenAServiceDiesAndWhenItIsBack(@TempDir Path folder)
      throws Exception {
    Network network = Network.system(AddressGuard.except(Set.of()));
    try (MainJob job = new MainJob();
        ServerHarness server =
            ServerHarness.start(job.configuration(folder, 15, 60, 30), folder, clock, network)) {
      clock.advance(Duration.ofMinutes(2));
      assertThat(query(server, "up{job=\"shop\"}")).contains("\"1\"");
      assertThat(query(server, "shop_orders_total")).contains("Ávila", "\"42\"");
      assertThat(query(server, "probe_success")).contains("\"shop page\"", "\"1\"");
      assertThat(query(server, "count(node_cpu_seconds_total) > bool 0")).contains("\"1\"");
      assertThat(get(server, "/api/v1/rules")).contains("\"state\":\"inactive\"");

      job.target.die();
      clock.advance(Duration.ofSeconds(45));
      assertThat(query(server, "up{job=\"shop\"}")).contains("\"0\"");
      assertThat(query(server, "probe_success")).contains("\"0\"");
      assertThat(get(server, "/api/v1/rules")).contains("\"state\":\"pending\"");
      assertThat(job.subjects()).isEmpty();

      clock.advance(Duration.ofMinutes(2));
      assertThat(get(server, "/api/v1/rules")).contains("\"state\":\"firing\"");
      assertThat(query(server, "ALERTS{alertstate=\"firing\"}")).contains("ShopDown");
      assertThat(job.subjects()).singleElement().asString().contains("ShopDown");
      String text = GreenMailUtil.getBody(job.mail.getReceivedMessages()[0]);
      assertThat(text).contains("127.0.0.1:" + job.target.port() + " of sales is gone");
      assertThat(job.webhook.bodies())
          .singleElement()
          .asString()
          .contains("\"version\":\"4\"", "\"status\":\"firing\"", "\"alertname\":\"ShopDown\"");

      job.target.comeBack();
      clock.advance(Duration.ofMinutes(3));
      assertThat(get(server, "/api/v1/rules")).contains("\"state\":\"inactive\"");
      assertThat(job.subjects()).hasSize(2);
      assertThat(job.subjects().get(1)).containsIgnoringCase("resolved");
      assertThat(job.webhook.bodies()).hasSize(2);
      assertThat(job.webhook.bodies().get(1)).contains("\"status\":\"resolved\"");
    }
  }

  @Test
  void whatIsFiringStaysFiringOverARestartAndNobodyIsToldTwice(@TempDir Path folder)
      throws Exception {
    Network network = Network.system(AddressGuard.except(Set.of()));
    try (MainJob job = new MainJob()) {
      Path configuration = job.configuration(folder, 15, 60, 30);
      try (ServerHarness server = ServerHarness.start(configuration, folder, clock, network)) {
        clock.advance(Duration.ofMinutes(2));
        assertThat(query(server, "up{job=\"shop\"}")).contains("\"1\"");
        job.target.die();
        clock.advance(Duration.ofMinutes(20));
        assertThat(job.subjects()).hasSize(1);
      }
      clock.advance(Duration.ofMinutes(1));
      try (ServerHarness server = ServerHarness.start(configuration, folder, clock, network)) {
        clock.advance(Duration.ofMinutes(5));
        assertThat(get(server, "/api/v1/rules")).contains("\"state\":\"firing\"");
        assertThat(job.subjects()).as("mails after the restart").hasSize(1);
        String before = query(server, "count_over_time(up{job=\"shop\"}[30m]) > bool 60");
        assertThat(before).as("samples from before the restart").contains("\"1\"");
      }
    }
  }

  @Test
  void whatIsHoursOldIsReadFromBlocksBeforeAndAfterARestart(@TempDir Path folder) throws Exception {
    Network network = Network.system(AddressGuard.except(Set.of()));
    try (MainJob job = new MainJob()) {
      Path configuration = job.configuration(folder, 60, 120, 60);
      String minutes = "count_over_time(up{job=\"shop\"}[7h])";
      try (ServerHarness server = ServerHarness.start(configuration, folder, clock, network)) {
        clock.advance(Duration.ofHours(7));
        assertThat(query(server, minutes)).contains("\"420\"");
        try (Stream<Path> blocks = Files.list(folder.resolve("data/blocks"))) {
          assertThat(blocks).isNotEmpty();
        }
      }
      try (ServerHarness server = ServerHarness.start(configuration, folder, clock, network)) {
        assertThat(query(server, minutes)).contains("\"420\"");
      }
    }
  }
}
