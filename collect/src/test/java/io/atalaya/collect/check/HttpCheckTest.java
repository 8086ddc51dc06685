package io.atalaya.collect.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atalaya.collect.cel.CelExpression;
import io.atalaya.collect.check.Observation.Verdict;
import io.atalaya.collect.http.AddressGuard;
import io.atalaya.collect.http.Network;
import io.atalaya.collect.http.ScriptedServer;
import io.atalaya.collect.http.Ticker;
import io.atalaya.model.SecretSource;
import io.atalaya.model.http.Credentials;
import io.atalaya.model.http.HttpClientConfig;
import io.atalaya.model.http.TlsContexts;
import io.atalaya.testkit.VirtualScheduler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpCheckTest {
  private final VirtualScheduler clock =
      new VirtualScheduler(Instant.parse("2026-01-01T00:00:00Z"));
  private final Network network = Network.system(AddressGuard.except(Set.of()));

  private static String answer(int status, String body) {
    return "HTTP/1.1 " + status + " x\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
  }

  private static HttpCheck check(String url, List<BodyCondition> conditions) {
    HttpCheck usual = HttpCheck.of(CheckBasics.of("site"), URI.create(url));
    return withConditions(usual, conditions, null);
  }

  private static HttpCheck withConditions(
      HttpCheck c, List<BodyCondition> conditions, @Nullable Duration slowAfter) {
    return c.withExpected(c.expected().withBody(conditions).withSlowAfter(slowAfter));
  }

  /** One evaluation, run to its end on the virtual clock. */
  private Observation probe(CheckConfig check, Network over) {
    CompletableFuture<List<OneEvaluation.Result>> results =
        new OneEvaluation(over, clock).of(List.of(check));
    clock.advance(Duration.ofHours(1));
    return results.join().getFirst().seen();
  }

  @ParameterizedTest
  @CsvSource({
    "all is well, true,  UP,   ''",
    "all is well, false, DOWN, keyword",
    "broken,      true,  DOWN, keyword",
    "broken,      false, UP,   ''",
  })
  void aKeywordMustBeThereOrMustNot(String text, boolean present, Verdict verdict, String reason)
      throws IOException {
    try (ScriptedServer server = new ScriptedServer(answer(200, "today all is well"))) {
      Observation seen =
          probe(check(server.url(), List.of(new BodyCondition.Keyword(text, present))), network);
      assertThat(seen.verdict()).isEqualTo(verdict);
      assertThat(seen.reason()).isEqualTo(reason);
    }
  }

  @Test
  void anExpressionLooksAtAnyPartOfTheBody() throws IOException {
    try (ScriptedServer server = new ScriptedServer(answer(200, "one\nqueue=17\nend"))) {
      Observation seen =
          probe(
              check(server.url(), List.of(new BodyCondition.Expression("queue=\\d+", false))),
              network);
      assertThat(seen.reason()).isEqualTo("regex");
      assertThat(seen.message()).isEqualTo("the body holds a match of queue=\\d+");
      assertThat(value(seen, "probe_failed_due_to_regex")).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "body.workers.all(w, w.alive) | true | UP |",
        "body.workers.all(w, w.alive) | false | DOWN | body.workers.all(w, w.alive): it holds",
        "size(body.workers) > 2 | true | DOWN | size(body.workers) > 2: it does not hold",
        "body.absent == 1 | false | DOWN | body.absent == 1: no such key: absent",
      })
  void aConditionOfCelLooksAtTheDocument(
      String expression, boolean holds, Verdict verdict, @Nullable String message)
      throws IOException {
    String json = "{\"workers\": [{\"alive\": true}, {\"alive\": true}]}";
    try (ScriptedServer server = new ScriptedServer(answer(200, json))) {
      BodyCondition condition = new BodyCondition.Cel(CelExpression.compile(expression), holds);
      Observation seen = probe(check(server.url(), List.of(condition)), network);
      assertThat(seen.verdict()).isEqualTo(verdict);
      assertThat(seen.message()).isEqualTo(message == null ? "" : message);
      assertThat(value(seen, "probe_failed_due_to_cel")).isEqualTo(verdict == Verdict.UP ? 0 : 1);
    }
  }

  /** Sent although it was not asked for: what counts is what the answer says of itself. */
  @Test
  void aKeywordIsFoundInABodyThatIsPackedByBrotli() throws IOException {
    String packed =
        new String(
            HexFormat.of()
                .parseHex(
                    "1b4400f88d935cdb6e1cd8e24877fe2a0fd94aaab4bb1664104d8c920d3cc2cf"
                        + "4715cfd180314ddb03"),
            StandardCharsets.ISO_8859_1);
    String answer =
        "HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(packed.length(), packed);
    try (ScriptedServer server = new ScriptedServer(answer)) {
      Observation seen =
          probe(
              check(server.url(), List.of(new BodyCondition.Keyword("the watchman", true))),
              network);
      assertThat(seen.verdict()).isEqualTo(Verdict.UP);
      assertThat(value(seen, "probe_http_uncompressed_body_length")).isEqualTo(69);
    }
  }

  private static double value(Observation seen, String metric) {
    return seen.readings().stream()
        .filter(r -> r.metric().equals(metric))
        .mapToDouble(Observation.Reading::value)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aSlowAnswerIsDegraded() throws IOException {
    AtomicLong nanos = new AtomicLong();
    // Each look at this clock costs 20 ms, so the attempt takes some hundred.
    Ticker slow = () -> nanos.addAndGet(20_000_000);
    Network slowly =
        new Network(
            network.resolver(), network.guard(), slow, new TlsContexts(), Map.of(), null, null);
    try (ScriptedServer server = new ScriptedServer(answer(200, "ok"))) {
      HttpCheck usual = HttpCheck.of(CheckBasics.of("site"), URI.create(server.url()));
      HttpCheck strict = withConditions(usual, List.of(), Duration.ofMillis(50));
      Observation seen = probe(strict, slowly);
      assertThat(seen.verdict()).isEqualTo(Verdict.DEGRADED);
      assertThat(seen.reason()).isEqualTo("slow");
      assertThat(seen.message()).endsWith("more than 50 ms");
    }
  }

  @Test
  void theStatusCountsAfterRedirects() throws IOException {
    try (ScriptedServer server =
        new ScriptedServer(
            "HTTP/1.1 302 x\r\nLocation: /b\r\nContent-Length: 0\r\n\r\n", answer(404, "none"))) {
      Observation seen = probe(check(server.url(), List.of()), network);
      assertThat(seen.verdict()).isEqualTo(Verdict.DOWN);
      assertThat(seen.message()).isEqualTo("the answer has status 404");
      assertThat(value(seen, "probe_http_redirects")).isEqualTo(1);
    }
  }

  @Test
  void aSecretThatCannotBeReadMakesTheCheckUnknownNotDown() {
    HttpCheck usual = HttpCheck.of(CheckBasics.of("site"), URI.create("http://127.0.0.1:1/"));
    HttpClientConfig http =
        HttpClientConfig.defaults()
            .withCredentials(Credentials.bearer(SecretSource.file(Path.of("no", "token"))));
    HttpCheck check = usual.withHttp(http);
    assertThat(probe(check, network).verdict()).isEqualTo(Verdict.UNKNOWN);
  }

  @Test
  void aNameThatLeadsToAMetadataAddressIsRefused() {
    Network lying =
        network.withResolver(host -> new InetAddress[] {InetAddress.ofLiteral("100.100.100.200")});
    Observation seen = probe(check("http://shop.test/", List.of()), lying);
    assertThat(seen.reason()).isEqualTo("forbidden_address");
    assertThat(seen.message()).contains("shop.test is 100.100.100.200");
  }

  @Test
  void anEvaluationRepeatsFailedAttemptsBeforeItGivesUp() throws IOException {
    try (ScriptedServer server =
        new ScriptedServer(answer(500, ""), answer(500, ""), answer(200, "ok"))) {
      CheckBasics patient =
          CheckBasics.of("site").withJudgement(new Judgement(2, Duration.ofSeconds(6), 1, 1));
      Observation seen = probe(HttpCheck.of(patient, URI.create(server.url())), network);
      assertThat(seen.verdict()).isEqualTo(Verdict.UP);
      assertThat(server.requests()).hasSize(3);
    }
  }

  @Test
  void aDialogueOfTcpWaitsForWhatItExpects() throws IOException {
    try (ScriptedServer server = new ScriptedServer("first line\r\n220 tower ready\r\n")) {
      TcpCheck check =
          TcpCheck.of(CheckBasics.of("mail"), "127.0.0.1", server.port())
              .withDialogue(
                  List.of(
                      TcpCheck.Step.lines("", "HELO x\r\n"),
                      TcpCheck.Step.lines("^220 .* ready", "QUIT")));
      assertThat(probe(check, network).verdict()).isEqualTo(Verdict.UP);
      assertThat(server.requests().getFirst()).startsWith("HELO x\r\n");
    }
  }

  @Test
  void statusesAreWrittenAsCodesClassesOrRanges() {
    assertThat(StatusRange.parse("204")).isEqualTo(new StatusRange(204, 204));
    assertThat(StatusRange.parse("3xx")).isEqualTo(new StatusRange(300, 399));
    assertThat(StatusRange.parse("200-206")).isEqualTo(new StatusRange(200, 206));
    assertThatThrownBy(() -> StatusRange.parse("2x")).hasMessageContaining("\"2x\" is neither");
    assertThatThrownBy(() -> StatusRange.parse("700")).hasMessageContaining("between 100 and 599");
  }

  @Test
  void aUrlWithAPasswordIsRefusedBecauseItWouldBeShown() {
    assertThatThrownBy(
            () -> HttpCheck.of(CheckBasics.of("x"), URI.create("http://us:pw@tower.test/")))
        .hasMessageContaining("basic_auth");
  }
}
