package io.atalaya.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.testkit.InstalledProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which modules load; and, if it is installed, what blackbox_exporter says of the same ones. */
class BlackboxReaderTest {
  /** What some versions of it let pass, to fail when it is asked for a probe. */
  private static final Set<String> LATER = Set.of("prober: ping", "timeout: 5s", "prober: dns");

  @TempDir private Path folder;

  private LoadResult load(Path file) {
    return ConfigLoader.load(List.of(file), Map.of(), PromqlExpressions.with(Set.of()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "good | prober: http",
        "good | prober: tcp, timeout: 5s",
        "good | prober: icmp, icmp: { payload_size: 100, ttl: 7, dont_fragment: true }",
        "good | prober: dns, dns: { query_name: a.test, query_type: SOA, query_class: CH }",
        "good | prober: dns, dns: { query_name: a.test, valid_rcodes: [NXDOMAIN] }",
        "good | prober: dns, dns: { query_name: a, transport_protocol: quic }",
        "good | prober: grpc, grpc: { service: x, tls: true, metadata: { a: [b, c] } }",
        "good | prober: unix, unix: { query_response: [{ expect: OK }] }",
        "good | prober: http, http: { no_follow_redirects: true }",
        "good | prober: http, http: { body_size_limit: 10MB, compression: br }",
        "good | prober: http, http: { basic_auth: { username: a, password: b } }",
        "good | prober: http, http: { headers: { Accept-Encoding: `deflate, gzip;q=0.5` },"
            + " compression: gzip }",
        "good | prober: tcp, tcp: { query_response: [{ send: !!binary AAAACATSFi8= }, { starttls:"
            + " true }] }",
        "bad  | prober: ping",
        "bad  | timeout: 5s",
        "bad  | prober: http, https: {}",
        "bad  | prober: http, http: { methods: GET }",
        "bad  | prober: http, timeout: soon",
        "bad  | prober: http, http: { body: a, body_file: b }",
        "bad  | prober: http, http: { fail_if_body_matches_regexp: [`(`] }",
        "bad  | prober: http, http: { fail_if_body_not_matches_regexp: [`[`] }",
        "bad  | prober: http, http: { fail_if_header_matches: [{ header: X, regexp: `(` }] }",
        "bad  | prober: http, http: { fail_if_header_matches: [{ regexp: x }] }",
        "bad  | prober: http, http: { fail_if_header_not_matches: [{ header: X }] }",
        "bad  | prober: http, http: { headers: { accept-encoding: deflate }, compression: gzip }",
        "bad  | prober: http, http: { headers: { Accept-Encoding: `gzip;q=0` }, compression: gzip"
            + " }",
        "bad  | prober: http, http: { bearer_token: a, basic_auth: { username: a } }",
        "bad  | prober: dns",
        "bad  | prober: dns, dns: { query_type: A }",
        "bad  | prober: dns, dns: { query_name: a.test, query_type: NOPE }",
        "bad  | prober: dns, dns: { query_name: a.test, query_class: NOPE }",
        "bad  | prober: icmp, icmp: { ttl: 256 }",
        "bad  | prober: icmp, icmp: { ttl: -1 }",
        "bad  | prober: tcp, tcp: { query_response: [{ expect: `(` }] }",
        "bad  | prober: unix, unix: { query_response: [{ expect: `(` }] }",
      })
  void aModuleLoadsOrIsRefused(String verdict, String module)
      throws IOException, InterruptedException {
    boolean good = verdict.equals("good");
    String text = "modules:\n  it: { " + module.replace('`', '"') + " }\n";
    Path file = Files.writeString(folder.resolve("blackbox.yml"), text);
    LoadResult result = load(file);
    assertThat(result instanceof LoadResult.Loaded).as("%s: %s", text, result).isEqualTo(good);
    Optional<Path> program =
        InstalledProgram.find("prometheus-blackbox-exporter", "blackbox_exporter");
    if (program.isPresent() && !LATER.contains(module)) {
      Process check =
          new ProcessBuilder(program.get().toString(), "--config.check", "--config.file=" + file)
              .redirectErrorStream(true)
              .start();
      check.getInputStream().readAllBytes();
      assertThat(check.waitFor() == 0).as(text).isEqualTo(good);
    }
  }

  @Test
  void modulesComeWithTheProgramUntilAFileHasSome() throws IOException {
    Path none = Files.writeString(folder.resolve("none.yml"), "allowed_addresses: [10.0.0.0/8]\n");
    LoadResult result = load(none);
    assertThat(result).isInstanceOf(LoadResult.Loaded.class);
    ProbeConfig probes = ((LoadResult.Loaded) result).configuration().probes();
    assertThat(probes.modules()).containsKeys("http_2xx", "tcp_connect", "icmp", "ssh_banner");
    assertThat(probes.allowedAddresses().getFirst()).hasToString("10.0.0.0/8");
  }

  @Test
  void aBlockOfAddressesThatIsNoneIsRefusedWithItsPlace() throws IOException {
    Path wrong = Files.writeString(folder.resolve("wrong.yml"), "allowed_addresses: [10/8]\n");
    assertThat(load(wrong).toString()).contains("no block of addresses");
  }
}
