package io.atalaya.collect.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.atalaya.collect.http.AddressGuard;
import io.atalaya.collect.http.Network;
import io.atalaya.collect.http.ScriptedServer;
import io.atalaya.testkit.ClosedPort;
import io.atalaya.testkit.InstalledProgram;
import io.atalaya.testkit.VirtualScheduler;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Puts our readings of a target next to those of blackbox_exporter, if it is installed. */
class BlackboxComparisonTest {
  private static final String ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  /** What we tell otherwise: success is the verdict's business, and the hash nobody's. */
  private static final Set<String> NOT_COMPARED =
      Set.of("probe_success", "probe_duration_seconds", "probe_ip_addr_hash");

  @TempDir private Path folder;

  @Test
  void tellsOfAnAnswerUnderTheSameNames() throws IOException, InterruptedException {
    try (ScriptedServer server = new ScriptedServer(ANSWER, ANSWER)) {
      assertThat(ours(server.url())).containsAll(theirs(server.url()));
    }
  }

  @Test
  void tellsOfASilenceUnderTheSameNames() throws IOException, InterruptedException {
    try (ClosedPort closed = new ClosedPort()) {
      String nobody = "http://127.0.0.1:" + closed.number();
      Set<String> theirs = theirs(nobody);
      theirs.remove("probe_ip_protocol");
      assertThat(ours(nobody)).containsAll(theirs);
    }
  }

  private static Set<String> ours(String url) {
    VirtualScheduler clock = new VirtualScheduler(Instant.EPOCH);
    HttpCheck check = HttpCheck.of(CheckBasics.of("x"), URI.create(url));
    CompletableFuture<List<OneEvaluation.Result>> results =
        new OneEvaluation(Network.system(AddressGuard.open()), clock).of(List.of(check));
    clock.advance(check.basics().timeout());
    return results.join().getFirst().seen().readings().stream()
        .map(r -> r.labels().isEmpty() ? r.metric() : r.metric() + r.labels())
        .collect(Collectors.toSet());
  }

  private Set<String> theirs(String url) throws IOException, InterruptedException {
    Optional<Path> program =
        InstalledProgram.find("prometheus-blackbox-exporter", "blackbox_exporter");
    assumeTrue(program.isPresent(), "blackbox_exporter is not installed: nothing to compare with");
    Path config = folder.resolve("blackbox.yml");
    Files.writeString(config, "modules: {http_2xx: {prober: http}}");
    int port = InstalledProgram.freePort();
    try (InstalledProgram exporter =
        InstalledProgram.start(
            program.get(), "--config.file=" + config, "--web.listen-address=127.0.0.1:" + port)) {
      URI probe = URI.create("http://127.0.0.1:" + port + "/probe?module=http_2xx&target=" + url);
      return exporter
          .fetch(probe)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.substring(0, line.lastIndexOf(' ')))
          .filter(series -> !NOT_COMPARED.contains(series))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }
}
