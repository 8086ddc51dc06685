package io.atalaya.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.atalaya.model.Notification;
import io.atalaya.testkit.InstalledProgram;
import io.avaje.json.mapper.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A real Alertmanager that is told of alerts; a test without one on the path is skipped. */
public final class TheirAlertmanager implements AutoCloseable {
  /** What it takes for its own address. */
  public static final String SITE = "http://a.example/x";

  /** So that it does not tell at once of the first alert of a group, as it does of an old one. */
  private static final String LATER = "2999-01-01T00:00:00Z";

  private final InstalledProgram program;
  private final URI address;

  private TheirAlertmanager(InstalledProgram program, URI address) {
    this.program = program;
    this.address = address;
  }

  /** Whether there is one is to be asked first, before anything else is started. */
  public static void assumeInstalled() {
    assumeTrue(find().isPresent(), "prometheus-alertmanager is not on the path");
  }

  private static Optional<Path> find() {
    return InstalledProgram.find("prometheus-alertmanager", "alertmanager");
  }

  /** Starts one and waits until it is ready. */
  public static TheirAlertmanager start(Path configuration, Path storage)
      throws IOException, InterruptedException {
    int port = InstalledProgram.freePort();
    InstalledProgram program =
        InstalledProgram.start(
            find().orElseThrow(),
            "--config.file=" + configuration,
            "--storage.path=" + storage,
            "--web.external-url=" + SITE,
            "--web.route-prefix=/",
            "--web.listen-address=127.0.0.1:" + port,
            "--cluster.listen-address=");
    URI address = URI.create("http://127.0.0.1:" + port);
    program.fetch(address.resolve("/-/ready"));
    return new TheirAlertmanager(program, address);
  }

  /** Tells it of alerts, as a Prometheus does. */
  public void post(List<Notification.Alert> alerts) {
    List<Map<String, Object>> body = new ArrayList<>();
    for (Notification.Alert alert : alerts) {
      body.add(
          Map.of(
              "labels", alert.labels().toMap(),
              "annotations", alert.annotations().toMap(),
              "startsAt", alert.firing() ? LATER : alert.startsAt().toString(),
              "endsAt", alert.firing() ? LATER : alert.endsAt().toString(),
              "generatorURL", alert.generatorUrl()));
    }
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(address.resolve("/api/v2/alerts"))
              .header("Content-Type", "application/json")
              .POST(BodyPublishers.ofString(JsonMapper.builder().build().toJson(body)))
              .build();
      assertThat(client.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    program.close();
  }
}
