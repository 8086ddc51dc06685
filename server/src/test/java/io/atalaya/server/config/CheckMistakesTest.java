package io.atalaya.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A mistake in a check of any kind is refused with its place and the nearest key. */
class CheckMistakesTest {
  @TempDir Path dir;

  private List<String> problems(String text) throws IOException {
    Path file = Files.writeString(dir.resolve("a.yml"), text);
    return ConfigLoader.load(List.of(file), Map.of(), PromqlExpressions.with(Set.of()))
        .problems()
        .stream()
        .map(p -> p.toString().substring(dir.toString().length() + 1))
        .toList();
  }

  /** The line is the fifth, the column that of the key. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "http       | url: 'http://x.test/'                 | slow_affter: 1s        | slow_after",
        "http       | url: 'http://x.test/'                 | expected_statuss: 200  |"
            + " expected_status",
        "tcp        | address: 'x.test:1'                   | dialoge: []            | dialogue",
        "tls        | address: x.test                       | isuer: x               | issuer",
        "dns        | name: x.test                          | anwsers: [x]           | answers",
        "icmp       | host: x.test                          | pakets: 3              | packets",
        "grpc       | address: 'x.test:1'                   | servise: x             | service",
        "websocket  | url: 'ws://x.test/'                   | header: {}             | headers",
        "smtp       | address: x.test                       | secutiry: tls          | security",
        "imap       | address: x.test                       | secutiry: tls          | security",
        "pop3       | address: x.test                       | secutiry: tls          | security",
        "ssh        | address: x.test                       | baner: x               | banner",
        "postgresql | address: x.test                       | pasword: x             | password",
        "mysql      | address: x.test                       | querry: x              | query",
        "mariadb    | address: x.test                       | querry: x              | query",
        "sqlserver  | address: x.test                       | databse: x             | database",
        "redis      | address: x.test                       | comand: x              | command",
        "heartbeat  | {every: 1h, token: abcdefghijklmnopq} | grase: 1m              | grace",
        "file       | path: /tmp/x                          | max_agee: 1h           | max_age",
        "disk       | path: /                               | min_fre: 1GB           | min_free",
        "process    | name: x                               | maxx: 2                | max",
      })
  void aKeyThatIsNoneIsToldWithItsPlaceAndTheNearestOne(
      String kind, String good, String bad, String nearest) throws IOException {
    String first =
        good.startsWith("{")
            ? good.substring(1, good.length() - 1).replace(", ", "\n      ")
            : good;
    String text =
        "checks:\n  - name: it\n    %s:\n      %s\n      %s\n".formatted(kind, first, bad);
    String key = bad.substring(0, bad.indexOf(':'));
    int line = text.substring(0, text.indexOf("      " + bad)).split("\n").length + 1;

    assertThat(problems(text))
        .anyMatch(
            p ->
                p.startsWith("a.yml:" + line + ":7: ")
                    && p.contains(key)
                    && p.endsWith("did you mean " + nearest + "?"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "htpp: 'http://x.test/'                    | a.yml:3:5:  | did you mean http?",
        "http: {url: 'ftp://x.test/'}              | a.yml:3:    | is no URL to ask",
        "http: {url: 'http://x.test/', method: 7s, max_body_size: lots} | a.yml:3: | max_body_size",
        "tcp: 'x.test'                             | a.yml:3:    | port",
        "dns: {name: x.test, type: AAAAA}          | a.yml:3:    | AAAA",
        "http: {url: 'http://x.test/', conditions: [{cel: 'body.'}]} | a.yml:3: | expected a name",
        "http: {url: 'http://x.test/', conditions: [{matches: '('}]} | a.yml:3: | closing )",
        "http: {url: 'http://x.test/', conditions: [{}]} | a.yml:3: | exactly one of",
        "{http: 'http://x.test/', tcp: 'x.test:1'} | a.yml:2:5:  | exactly one of http, tcp",
      })
  void aValueThatIsNoneIsToldWithItsPlace(String line, String place, String says)
      throws IOException {
    String inner =
        line.startsWith("{")
            ? line.substring(1, line.length() - 1).replace(", tcp", "\n    tcp")
            : line;
    assertThat(problems("checks:\n  - name: it\n    " + inner + "\n"))
        .anyMatch(p -> p.startsWith(place.strip()) && p.contains(says));
  }
}
