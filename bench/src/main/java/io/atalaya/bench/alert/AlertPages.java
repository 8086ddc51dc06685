package io.atalaya.bench.alert;

import io.atalaya.model.json.JsonValue;
import io.atalaya.server.json.JsonOut;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Sends 100,000 alerts in 10,000 groups to a running server and prints how long pages of their list
 * take, from the request to the last byte of the answer.
 *
 * <pre>
 *   AlertPages [URL]      http://127.0.0.1:9090 by default
 * </pre>
 */
public final class AlertPages {
  private static final int BATCH = 2000;
  private static final int ROUNDS = 40;

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String base;

  private AlertPages(String base) {
    this.base = base;
  }

  /** Measures. */
  public static void main(String[] args) throws IOException, InterruptedException {
    AlertPages pages = new AlertPages(args.length > 0 ? args[0] : "http://127.0.0.1:9090");
    pages.post();
    String critical = "&filter=" + encoded("severity=\"critical\"");
    pages.measure("first", "limit=100");
    pages.measure("last", "limit=100&offset=99900");
    pages.measure("by a label", "limit=100" + critical);
    pages.measure("by a label, far in", "limit=100&offset=9900" + critical);
    pages.measure("by an expression", "limit=100&filter=" + encoded("instance=~\"10.0.3.*\""));
    pages.measure("by receiver", "limit=100&receiver=team" + critical);
    pages.measure("not held back", "limit=100&silenced=false&inhibited=false" + critical);
    pages.measure("held back", "limit=100&active=false");
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private void post() throws IOException, InterruptedException {
    for (int from = 0; from < ManyAlerts.ALERTS; from += BATCH) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(base + "/api/v2/alerts"))
              .header("Content-Type", "application/json")
              .POST(BodyPublishers.ofByteArray(batch(from)))
              .build();
      HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IOException("HTTP " + answer.statusCode() + ": " + answer.body());
      }
    }
  }

  private static byte[] batch(int from) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonOut out = new JsonOut(bytes)) {
      out.array();
      for (int i = from; i < from + BATCH; i++) {
        out.object().name("labels").labels(ManyAlerts.labels(i));
        out.name("annotations").labels(ManyAlerts.annotations(i));
        out.field("generatorURL", "http://p.example.org/graph?g0.expr=up");
        out.field("endsAt", "2999-01-01T00:00:00Z").end();
      }
      out.end();
    }
    return bytes.toByteArray();
  }

  private void measure(String what, String query) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(base + "/api/v2/alerts?" + query)).build();
    long[] nanos = new long[ROUNDS];
    int shown = 0;
    for (int round = 0; round < ROUNDS; round++) {
      long begin = System.nanoTime();
      byte[] body = client.send(request, BodyHandlers.ofByteArray()).body();
      nanos[round] = System.nanoTime() - begin;
      shown = JsonValue.parse(body).items().size();
    }
    double first = nanos[0] / 1e6;
    Arrays.sort(nanos);
    System.out.printf(
        "%-20s %3d alerts  first %.1f ms  median %.1f ms  longest %.1f ms%n",
        what, shown, first, nanos[ROUNDS / 2] / 1e6, nanos[ROUNDS - 1] / 1e6);
  }
}
