package io.atalaya.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.atalaya.collect.push.PushLimits;
import io.atalaya.collect.push.RemoteWriteReceiver;
import io.atalaya.collect.push.RemoteWriteReceiver.Version;
import io.atalaya.model.Labels;
import io.atalaya.model.wire.WireException;
import io.atalaya.testkit.InstalledProgram;
import io.atalaya.testkit.RecordingSink;
import io.atalaya.testkit.VirtualScheduler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands of promtool that ask a server; the same server is asked by promtool, if installed. */
class PromtoolCommandsTest {
  private static final VirtualScheduler CLOCK =
      new VirtualScheduler(Instant.parse("2026-03-01T00:00:00Z"));

  /** One classic histogram of three buckets, one of a single sample, one native one, a counter. */
  private static final String BUCKETS =
      """
      {"status":"success","data":{"resultType":"matrix","result":[
      {"metric":{"__name__":"c_bucket","job":"a","le":"+Inf"},"values":[[1,"3"],[2,"9"]]},
      {"metric":{"__name__":"c_bucket","job":"a","le":"1"},"values":[[1,"1"],[2,"4"]]},
      {"metric":{"__name__":"c_bucket","job":"a","le":"0.5"},"values":[[1,"0"],[2,"4"]]},
      {"metric":{"__name__":"one_bucket","le":"1"},"values":[[1,"1"]]},
      {"metric":{"__name__":"total","job":"a"},"values":[[1,"1"],[2,"4"]]},
      {"metric":{"__name__":"n","job":"b"},"histograms":[
       [1,{"count":"3","sum":"1","buckets":[[0,"1","2","1"],[0,"2","4","2"]]}],
       [2,{"count":"9","sum":"5","buckets":[[0,"1","2","2"],[0,"2","4","3"],[0,"4","8","4"]]}]]}
      ]}}
      """;

  @TempDir private Path folder;
  private final Map<String, String> answers = new ConcurrentHashMap<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final RecordingSink sink = new RecordingSink();
  private final RemoteWriteReceiver receiver =
      new RemoteWriteReceiver(sink, PushLimits.defaults(), () -> false, 1, CLOCK, new Random(1));
  private HttpServer server;

  @BeforeEach
  void listen() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
    receiver.close();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      String login = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
      String scope = String.valueOf(exchange.getRequestHeaders().getFirst("X-Scope"));
      asked.add(path + " " + login + " " + scope);
      byte[] sent = exchange.getRequestBody().readAllBytes();
      if (path.endsWith("/write")) {
        String type = exchange.getRequestHeaders().getFirst("Content-Type");
        receiver.write(type.contains("v2") ? Version.V2 : Version.V1, sent, sent.length);
        exchange.getResponseHeaders().set("X-Prometheus-Remote-Write-Samples-Written", "1");
        exchange.sendResponseHeaders(204, -1);
        return;
      }
      String body = answers.get(path);
      byte[] bytes = (body == null ? "no" : body).getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(body == null ? 404 : 200, bytes.length);
      exchange.getResponseBody().write(bytes);
    } catch (WireException e) {
      throw new IOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private static Said theirs(String... words) throws Exception {
    Optional<Path> promtool = InstalledProgram.find("promtool");
    assumeTrue(promtool.isPresent(), "promtool is not on the path");
    List<String> command = new ArrayList<>(List.of(promtool.get().toString()));
    command.addAll(Arrays.asList(words));
    Path err = Files.createTempFile("promtool", ".err");
    Process process = new ProcessBuilder(command).redirectError(err.toFile()).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Said(process.waitFor(), out, Files.readString(err));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "set|up|job|a",
        "set|up{job=\"b\"}|job|a",
        "set|sum by (x) (rate(a{b=\"c\"}[5m] offset 1h)) / -d > bool 1|job|a",
        "set|--type=!~|up + on (a) down{job=~\"x\"}|job|a.*",
        "set|-t|=~|max_over_time((a or b)[1h:5m])|env|x|",
        "delete|up{job=\"b\"}|job",
        "delete|sum(rate(up{job=\"b\",a=\"c\"}[5m])) by (job)|job",
        "delete|up{job=\"b\"}|other"
      })
  void matchersAreChangedAlike(String line) throws Exception {
    String[] words = ("promql|label-matchers|" + line).split("[|]");
    String[] theirWords = ("--experimental|promql|label-matchers|" + line).split("[|]");
    Said ours = Said.byOurs("", words);
    assertThat(ours.out()).isEqualTo(theirs(theirWords).out()).isNotEmpty();
  }

  @Test
  void anExpressionThatIsNoneIsRefused() {
    assertThat(Said.byOurs("", "promql", "label-matchers", "delete", "up{", "a").code())
        .isEqualTo(1);
    assertThat(Said.byOurs("", "promql", "label-matchers", "set", "-t", "~", "up", "a", "b").err())
        .contains("--type: expected =, !=, =~ or !~");
  }

  @Test
  void bucketsAreCountedAlike() throws Exception {
    answers.put("/api/v1/query", BUCKETS);
    String[] words = {
      "query", "analyze", "--server=" + url(), "--type=histogram", "--match=x", "--time=1000"
    };
    Said ours = Said.byOurs("", words);
    assertThat(ours.out())
        .contains("- c_bucket{job=\"a\"} (classic): 2/2.000/2/3")
        .contains("- n{job=\"b\"} (native): 2/2.500/3");
    assertThat(ours.out()).isEqualTo(theirs(words).out());
  }

  @Test
  void whatAServerTellsOfItselfIsCollected() throws Exception {
    answers.put("/metrics", "up 1\n");
    answers.put("/api/v1/status/flags", "{}");
    Path archive = folder.resolve("debug.tar.gz");
    Said said = Said.byOurs("", "debug", "all", url(), "--output", archive.toString());
    assertThat(said.out()).contains("collecting: " + url() + "/metrics").contains("complete");
    assertThat(said.err()).contains("not there: " + url() + "/debug/pprof/heap 404");
    assertThat(Said.byOurs("", "debug", "pprof", url()).code()).isEqualTo(1);
    assumeTrue(InstalledProgram.find("tar").isPresent(), "tar is not on the path");
    Process tar =
        new ProcessBuilder("tar", "-xzvf", archive.toString(), "-C", folder.toString())
            .redirectErrorStream(true)
            .start();
    assertThat(new String(tar.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines())
        .containsExactlyInAnyOrder("metrics.txt", "flags.json");
    assertThat(folder.resolve("metrics.txt")).hasContent("up 1\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"prometheus.WriteRequest", "io.prometheus.write.v2.Request"})
  void metricsArePushedInBothMessages(String message) {
    Said said =
        Said.byOurs("a{b=\"c\"} 1.5\n", "push", "metrics", url(), "--protobuf_message=" + message);
    assertThat(said.code()).as(said.err()).isZero();
    assertThat(sink.samples())
        .containsOnlyKeys(Labels.of("__name__", "a", "b", "c", "job", "promtool"));
    assertThat(Said.byOurs("a 1\n", "push", "metrics", url(), "--protobuf_message=x").err())
        .contains("invalid protobuf message");
  }

  @Test
  void credentialsAndHeadersOfTheCommandLineAreShown() throws IOException {
    answers.put(
        "/api/v1/query",
        "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[]}}");
    answers.put("/-/ready", "Ready.");
    Path http =
        Files.writeString(
            folder.resolve("http.yml"), "basic_auth: {username: alice, password: secret}\n");
    String file = "--http.config.file=" + http;
    assertThat(Said.byOurs("", "query", "instant", file, "--header=X-Scope=t", url(), "up").code())
        .isZero();
    assertThat(Said.byOurs("", "check", "ready", file, "--url", url()).code()).isZero();
    assertThat(asked)
        .containsExactly(
            "/api/v1/query Basic YWxpY2U6c2VjcmV0 t", "/-/ready Basic YWxpY2U6c2VjcmV0 null");
    Files.writeString(http, "basic_auth: {user: alice}\n");
    assertThat(Said.byOurs("", "check", "ready", file).err()).contains("unknown key user");
  }
}
