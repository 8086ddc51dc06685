package io.atalaya.server.api.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.model.Matcher;
import io.atalaya.server.http.HttpOptions;
import io.atalaya.server.http.HttpServer;
import io.atalaya.server.http.Routes;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Statuses and texts are those that Prometheus 3.5 gave to the same requests. */
class StorageEndpointsTest {
  /** Notes what it is asked to do. */
  private static final class Noting implements StorageAdmin {
    final List<String> done = new ArrayList<>();
    boolean allowed = true;
    boolean fails;

    private void note(String what) throws IOException {
      if (fails) {
        throw new IOException("no space left");
      }
      done.add(what);
    }

    @Override
    public boolean allowed() {
      return allowed;
    }

    @Override
    public void deleteSeries(List<Matcher> matchers, long from, long to) throws IOException {
      note("delete " + matchers + " " + from + " " + to);
    }

    @Override
    public void cleanTombstones() throws IOException {
      note("clean");
    }

    @Override
    public String snapshot(boolean withHead) throws IOException {
      note("snapshot " + withHead);
      return "copy-1";
    }

    @Override
    public Statistics statistics(int limit) {
      List<Count> counts = List.of(new Count("up", limit));
      return new Statistics(1, 2, 3, 4, 5, counts, counts, List.of(), List.of());
    }

    @Override
    public List<Block> blocks() {
      return List.of(new Block("0a", 0, 7_200_000, 30, 3, 6));
    }

    @Override
    public int replayedSegments() {
      return 3;
    }
  }

  private final Noting storage = new Noting();
  private final HttpServer server = new HttpServer(HttpOptions.listen("127.0.0.1", 0));
  private final HttpClient client = HttpClient.newHttpClient();

  @BeforeEach
  void start() throws IOException {
    Routes routes = new Routes();
    new StorageEndpoints(storage, StorageEndpointsTest::selector).addTo(routes);
    server.bind();
    server.start(routes, (method, pattern, status, nanos) -> {});
  }

  @AfterEach
  void stop() throws IOException {
    client.close();
    server.close();
  }

  private static List<Matcher> selector(String text) {
    return text.equals("{}") ? List.of() : List.of(Matcher.equal("__name__", text));
  }

  private String send(String method, String path) throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + server.port() + "/api/v1" + path);
    HttpResponse<String> answer =
        client.send(
            HttpRequest.newBuilder(uri).method(method, HttpRequest.BodyPublishers.noBody()).build(),
            HttpResponse.BodyHandlers.ofString());
    return answer.statusCode() + " " + answer.body();
  }

  private static String error(int status, String type, String text) {
    String quoted = text.replace("\"", "\\\"");
    return status
        + " {\"status\":\"error\",\"errorType\":\""
        + type
        + "\",\"error\":\""
        + quoted
        + "\"}";
  }

  @Test
  void seriesAreDeletedSelectorBySelector() throws Exception {
    String path = "/admin/tsdb/delete_series?match%5B%5D=up&match%5B%5D=down&start=10&end=20.5";
    assertThat(send("POST", path)).isEqualTo("204 ");
    assertThat(storage.done)
        .containsExactly(
            "delete [__name__=\"up\"] 10000 20500", "delete [__name__=\"down\"] 10000 20500");
  }

  @Test
  void aSelectorThatNamesNothingDeletesNothing() throws Exception {
    assertThat(send("POST", "/admin/tsdb/delete_series?match%5B%5D=%7B%7D")).isEqualTo("204 ");
    assertThat(storage.done).isEmpty();
  }

  @Test
  void withoutBoundsAllTimeIsDeletedAndPutIsAsGoodAsPost() throws Exception {
    assertThat(send("PUT", "/admin/tsdb/delete_series?match%5B%5D=up")).isEqualTo("204 ");
    assertThat(storage.done).hasSize(1).first().asString().endsWith("9007199254740992");
    assertThat(send("PUT", "/admin/tsdb/clean_tombstones")).isEqualTo("204 ");
    assertThat(storage.done).last().isEqualTo("clean");
    assertThat(send("GET", "/admin/tsdb/clean_tombstones")).startsWith("405 ");
  }

  @Test
  void aSnapshotTellsItsName() throws Exception {
    assertThat(send("POST", "/admin/tsdb/snapshot"))
        .isEqualTo("200 {\"status\":\"success\",\"data\":{\"name\":\"copy-1\"}}");
    send("POST", "/admin/tsdb/snapshot?skip_head=T");
    assertThat(storage.done).containsExactly("snapshot true", "snapshot false");
  }

  @Test
  void whatIsWrongIsSaidAndNothingIsDone() throws Exception {
    assertThat(send("POST", "/admin/tsdb/delete_series"))
        .isEqualTo(error(400, "bad_data", "no match[] parameter provided"));
    assertThat(send("POST", "/admin/tsdb/delete_series?match%5B%5D=a&start=x"))
        .contains("cannot parse \\\"x\\\" to a valid timestamp");
    assertThat(send("POST", "/admin/tsdb/snapshot?skip_head=x"))
        .isEqualTo(
            error(
                400,
                "bad_data",
                "invalid parameter \"skip_head\": unable to parse boolean: strconv.ParseBool:"
                    + " parsing \"x\": invalid syntax"));
    assertThat(storage.done).isEmpty();
  }

  @Test
  void withoutLeaveNothingIsDone() throws Exception {
    storage.allowed = false;
    for (String name : List.of("delete_series?match%5B%5D=a", "clean_tombstones", "snapshot")) {
      assertThat(send("POST", "/admin/tsdb/" + name))
          .isEqualTo(error(500, "unavailable", "admin APIs disabled"));
    }
    assertThat(storage.done).isEmpty();
  }

  @Test
  void aFaultOfTheStorageIsOurs() throws Exception {
    storage.fails = true;
    assertThat(send("POST", "/admin/tsdb/snapshot"))
        .isEqualTo(error(500, "internal", "create snapshot: no space left"));
    assertThat(send("POST", "/admin/tsdb/clean_tombstones"))
        .isEqualTo(error(500, "internal", "no space left"));
  }

  @Test
  void statisticsHaveTheNamesAndLimitsOfPrometheus() throws Exception {
    String list = "[{\"name\":\"up\",\"value\":10}]";
    assertThat(send("GET", "/status/tsdb"))
        .isEqualTo(
            "200 {\"status\":\"success\",\"data\":{\"headStats\":{\"numSeries\":1,"
                + "\"numLabelPairs\":2,\"chunkCount\":3,\"minTime\":4,\"maxTime\":5},"
                + "\"seriesCountByMetricName\":"
                + list
                + ",\"labelValueCountByLabelName\":"
                + list
                + ",\"memoryInBytesByLabelName\":[],\"seriesCountByLabelValuePair\":[]}}");
    assertThat(send("GET", "/status/tsdb?limit=10000")).contains("\"value\":10000");
    assertThat(send("GET", "/status/tsdb?limit=10001"))
        .isEqualTo(error(400, "bad_data", "limit must not exceed 10000"));
    for (String wrong : List.of("0", "-1", "x", "1.5")) {
      assertThat(send("GET", "/status/tsdb?limit=" + wrong))
          .isEqualTo(error(400, "bad_data", "limit must be a positive number"));
    }
    assertThat(send("GET", "/status/walreplay")).contains("{\"min\":0,\"max\":2,\"current\":2}");
  }
}
