package io.atalaya.server.api.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.model.Matcher;
import io.atalaya.model.SampleBatch.Metadata;
import io.atalaya.model.SeriesSelection;
import io.atalaya.model.SeriesSet;
import io.atalaya.model.SeriesSource;
import io.atalaya.query.Explained;
import io.atalaya.query.ast.Expr;
import io.atalaya.server.http.HttpOptions;
import io.atalaya.server.http.HttpServer;
import io.atalaya.server.http.Routes;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The requests and lines are those that Prometheus' documentation and errors describe. */
class SearchEndpointsTest {
  private static final List<String> NAMES =
      List.of("go_info", "http_errors_total", "http_requests_total", "node_HTTP_ok", "up");
  private static final String DONE = "\n{\"status\":\"success\",\"has_more\":false}\n";
  private static final String MORE = "\n{\"status\":\"success\",\"has_more\":true}\n";

  /** Has the same names whatever is selected, and notes what was. */
  private static final class Names implements SeriesSource {
    final List<SeriesSelection> asked = new ArrayList<>();

    @Override
    public SeriesSet select(SeriesSelection selection) {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<String> labelNames(SeriesSelection selection, int limit) {
      asked.add(selection);
      return List.of("__name__", "instance", "job");
    }

    @Override
    public List<String> labelValues(String name, SeriesSelection selection, int limit) {
      asked.add(selection);
      return name.equals("__name__") ? NAMES : List.of(name + ":9090", name + ":9100");
    }
  }

  /** Takes names for selectors, and answers no queries. */
  private static final class Selectors implements Queries {
    @Override
    public Answered instant(String expression, long timeMillis, Options options) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Answered range(String expression, long start, long end, long step, Options options) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Explained explain(String expression, long start, long end, long step, Options options) {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<Matcher> selector(String text) {
      return List.of(Matcher.equal("__name__", text));
    }

    @Override
    public Expr parse(String expression) {
      throw new UnsupportedOperationException();
    }
  }

  private final Names names = new Names();
  private final HttpServer server = new HttpServer(HttpOptions.listen("127.0.0.1", 0));
  private final HttpClient client = HttpClient.newHttpClient();

  private void start(boolean enabled, int maxLimit) throws IOException {
    Routes routes = new Routes();
    new SearchEndpoints(
            names,
            () -> List.of(new Metadata("up", "gauge", "", "Whether it is \"up\".")),
            new Selectors(),
            new SearchOptions(enabled, maxLimit),
            InstantSource.fixed(Instant.ofEpochSecond(10_000)))
        .addTo(routes);
    server.bind();
    server.start(routes, (method, pattern, status, nanos) -> {});
  }

  @AfterEach
  void stop() throws IOException {
    client.close();
    server.close();
  }

  private String ask(String what) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + server.port() + "/api/v1/search/" + what);
    HttpResponse<String> answer =
        client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    return answer.statusCode() == 200
        ? answer.body()
        : answer.statusCode() + " " + answer.body().replace("\\\"", "'");
  }

  @Test
  void whatFitsComesInBatchesAndThenWhetherThereIsMore() throws Exception {
    start(true, 0);
    assertThat(ask("metric_names?search[]=http&limit=2&batch_size=1"))
        .isEqualTo(
            "{\"results\":[{\"name\":\"http_errors_total\"}]}\n"
                + "{\"results\":[{\"name\":\"http_requests_total\"}]}"
                + DONE);
    assertThat(ask("metric_names?limit=1&sort_by=alpha&sort_dir=dsc"))
        .isEqualTo("{\"results\":[{\"name\":\"up\"}]}" + MORE);
    assertThat(ask("metric_names?search[]=zzz")).isEqualTo("{\"results\":[]}" + DONE);
  }

  @Test
  void theBestComesFirstIfOneAsksForIt() throws Exception {
    start(true, 0);
    String found =
        ask(
            "metric_names?search[]=ok&search[]=HTTP&sort_by=score&include_score=true"
                + "&case_sensitive=false&fuzz_alg=jarowinkler");
    assertThat(found)
        .isEqualTo(
            "{\"results\":[{\"name\":\"http_errors_total\",\"score\":1},"
                + "{\"name\":\"http_requests_total\",\"score\":1},"
                + "{\"name\":\"node_HTTP_ok\",\"score\":0.4375}]}"
                + DONE);
  }

  @Test
  void metadataIsToldIfOneAsksForIt() throws Exception {
    start(true, 0);
    assertThat(ask("metric_names?search[]=up&include_metadata=true"))
        .isEqualTo(
            "{\"results\":[{\"name\":\"up\",\"type\":\"gauge\","
                + "\"help\":\"Whether it is \\\"up\\\".\"}]}"
                + DONE);
  }

  @Test
  void labelsAndTheirValuesAreFoundAmongTheSeriesOfTheLastHour() throws Exception {
    start(true, 0);
    assertThat(ask("label_names?search[]=j"))
        .isEqualTo("{\"results\":[{\"name\":\"job\"}]}" + DONE);
    assertThat(ask("label_values?label=instance&search[]=909&match[]=a&match[]=b"))
        .isEqualTo("{\"results\":[{\"value\":\"instance:9090\"}]}" + DONE);
    assertThat(names.asked).hasSize(3);
    assertThat(names.asked.getLast().fromMillis()).isEqualTo((10_000 - 3600) * 1000L);
    assertThat(names.asked.getLast().toMillis()).isEqualTo(10_000 * 1000L);
    assertThat(names.asked.getLast().matchers()).containsExactly(Matcher.equal("__name__", "b"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "label_values | missing required parameter 'label'",
        "metric_names?start=x | invalid time value for 'start': cannot parse 'x' to a valid"
            + " timestamp",
        "metric_names?start=2&end=1 | end timestamp must not be before start timestamp",
        "metric_names?fuzz_threshold=101 | invalid fuzz_threshold '101': must be 0-100",
        "metric_names?fuzz_alg=x | unsupported fuzz_alg 'x': must be one of [subsequence"
            + " jarowinkler]",
        "metric_names?case_sensitive=x | invalid case_sensitive 'x': must be boolean",
        "metric_names?sort_dir=asc | sort_dir is only valid when sort_by is set",
        "metric_names?sort_by=score&sort_dir=asc&search[]=a | sort_dir is not supported for"
            + " sort_by=score",
        "metric_names?sort_by=score | sort_by=score requires search[] to be set",
        "metric_names?sort_by=alpha&sort_dir=x | invalid sort_dir 'x': must be 'asc' or 'dsc'",
        "label_names?sort_by=x | invalid sort_by 'x' for label_names: must be 'alpha' or 'score'",
        "metric_names?limit=0 | invalid limit '0': must be a positive integer",
        "metric_names?limit=51 | limit 51 exceeds the configured maximum (50, see"
            + " --web.search.max-limit)",
        "metric_names?batch_size=x | invalid batch_size 'x': must be a positive integer",
        "metric_names?include_metadata=x | invalid include_metadata 'x': must be boolean"
      })
  void wrongParametersAreToldInPrometheusWords(String request, String words) throws Exception {
    start(true, 50);
    assertThat(ask(request))
        .isEqualTo(
            "400 {\"status\":\"error\",\"errorType\":\"bad_data\",\"error\":\"" + words + "\"}");
  }

  @Test
  void withoutTheFeatureItIsOff() throws Exception {
    start(false, 0);
    assertThat(ask("metric_names"))
        .isEqualTo(
            "500 {\"status\":\"error\",\"errorType\":\"unavailable\","
                + "\"error\":\"search API disabled\"}");
  }
}
