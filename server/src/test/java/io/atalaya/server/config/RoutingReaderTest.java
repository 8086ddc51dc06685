package io.atalaya.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.alert.receiver.Delivery;
import io.atalaya.alert.receiver.EmailConfig;
import io.atalaya.alert.receiver.SmtpConfig;
import io.atalaya.alert.receiver.TemplateFile;
import io.atalaya.alert.receiver.WebhookConfig;
import io.atalaya.alert.route.InhibitRule;
import io.atalaya.alert.route.Route;
import io.atalaya.alert.route.RoutingConfig;
import io.atalaya.alert.route.TimeInterval;
import io.atalaya.alert.route.TimePeriod;
import io.atalaya.model.Matcher;
import io.atalaya.model.SecretSource;
import io.atalaya.model.http.Credentials;
import io.atalaya.model.http.HttpClientConfig;
import io.atalaya.model.http.TlsConfig;
import io.atalaya.server.config.yaml.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Alertmanager's keys. */
class RoutingReaderTest {
  private static final String MAIL =
      """
      global:
        smtp_smarthost: global:25
        smtp_from: g@example.org
        smtp_hello: gh
        smtp_auth_username: gu
        smtp_auth_password: gp
        smtp_auth_secret: gs
        smtp_auth_identity: gi
        smtp_require_tls: false
      route: {receiver: x}
      receivers:
        - name: x
          email_configs:
            - to: a@example.org
            - to: b@example.org
              send_resolved: true
              from: f@example.org
              smarthost: own:465
              hello: h
              auth_username: u
              auth_password_file: p
              auth_secret: s
              auth_identity: i
              require_tls: true
              force_implicit_tls: false
              tls_config: { server_name: n }
              headers: { Subject: hi }
              html: <b>
              text: t
              threading: { enabled: true, thread_by_date: none }
      """;

  private static final String ROUTING =
      """
      global: { resolve_timeout: 3m }
      templates: ['*.tmpl']
      route:
        receiver: all
        group_by: [job, instance]
        group_wait: 1s
        group_interval: 2s
        repeat_interval: 3s
        routes:
          - receiver: some
            matchers: ['a="b", c=~"d.*"', e!=f]
            match: { g: h }
            match_re: { i: "j|k" }
            continue: true
            mute_time_intervals: [night]
            active_time_intervals: [old]
      receivers: [{name: all}, {name: some}]
      inhibit_rules:
        - name: n
          source_matchers: [severity="critical"]
          target_match: { severity: warning }
          equal: [instance]
      time_intervals:
        - name: night
          time_intervals:
            - times: [{start_time: "22:00", end_time: "24:00"}]
              weekdays: ["monday:friday"]
              days_of_month: ["1:5", "-1"]
              months: ["may:july"]
              years: ["2026"]
              location: Europe/Madrid
      mute_time_intervals: [{name: old, time_intervals: [{weekdays: [sunday]}]}]
      """;

  @TempDir Path dir;

  private LoadResult load(String text) throws IOException {
    Path file = Files.writeString(dir.resolve("alertmanager.yml"), text);
    return ConfigLoader.load(List.of(file), Map.of(), PromqlExpressions.with(Set.of()));
  }

  private RoutingConfig routing(String text) throws IOException {
    LoadResult result = load(text);
    assertThat(result.problems().stream().filter(Problem::isError)).isEmpty();
    return ((LoadResult.Loaded) result).configuration().routing();
  }

  @Test
  void everyKeyOfRoutesInhibitionAndIntervalsHasItsMeaning() throws IOException {
    Files.writeString(dir.resolve("a.tmpl"), "{{ define \"a\" }}{{ end }}");
    RoutingConfig routing = routing(ROUTING);

    Route child = routing.route().routes().getFirst();
    assertThat(routing.resolveTimeout()).isEqualTo(Duration.ofMinutes(3));
    assertThat(routing.route().groupBy()).containsExactly("job", "instance");
    assertThat(routing.route().groupWait()).isEqualTo(Duration.ofSeconds(1));
    assertThat(routing.route().groupInterval()).isEqualTo(Duration.ofSeconds(2));
    assertThat(routing.route().repeatInterval()).isEqualTo(Duration.ofSeconds(3));
    assertThat(child.matchers())
        .containsExactlyInAnyOrder(
            Matcher.equal("a", "b"),
            Matcher.of(Matcher.Type.REGEX, "c", "d.*"),
            Matcher.of(Matcher.Type.NOT_EQUAL, "e", "f"),
            Matcher.equal("g", "h"),
            Matcher.of(Matcher.Type.REGEX, "i", "^(?:j|k)$"));
    assertThat(child.continues()).isTrue();
    assertThat(child.muteTimeIntervals()).containsExactly("night");
    assertThat(child.activeTimeIntervals()).containsExactly("old");
    assertThat(routing.inhibitRules())
        .containsExactly(
            new InhibitRule(
                "n",
                List.of(Matcher.equal("severity", "critical")),
                List.of(Matcher.equal("severity", "warning")),
                List.of("instance")));
    assertThat(routing.templates()).extracting(TemplateFile::text).hasSize(1);
    assertThat(routing.timeIntervals()).extracting(TimeInterval::name).contains("old", "night");
    assertThat(routing.timeIntervals().getLast().periods())
        .containsExactly(
            new TimePeriod(
                List.of(new TimePeriod.Range(22 * 60, 24 * 60)),
                List.of(new TimePeriod.Range(1, 5)),
                List.of(new TimePeriod.Range(1, 5), new TimePeriod.Range(-1, -1)),
                List.of(new TimePeriod.Range(5, 7)),
                List.of(new TimePeriod.Range(2026, 2026)),
                ZoneId.of("Europe/Madrid")));
  }

  @Test
  void mailStartsFromGlobalAndEveryKeyOverridesIt() throws IOException {
    RoutingConfig routing = routing(MAIL);

    EmailConfig inherited = (EmailConfig) routing.receivers().getFirst().configs().getFirst();
    assertThat(inherited)
        .isEqualTo(
            new EmailConfig(
                false,
                new SmtpConfig(
                    "global",
                    25,
                    "gh",
                    "gu",
                    SecretSource.inline("gp"),
                    SecretSource.inline("gs"),
                    "gi",
                    false,
                    null,
                    TlsConfig.defaults()),
                "a@example.org",
                "g@example.org",
                Map.of(),
                null,
                null,
                EmailConfig.Threading.OFF));
    EmailConfig own = (EmailConfig) routing.receivers().getFirst().configs().getLast();
    assertThat(own)
        .isEqualTo(
            new EmailConfig(
                true,
                new SmtpConfig(
                    "own",
                    465,
                    "h",
                    "u",
                    SecretSource.file(dir.resolve("p")),
                    SecretSource.inline("s"),
                    "i",
                    true,
                    false,
                    new TlsConfig(null, null, null, "n", false, null, null)),
                "b@example.org",
                "f@example.org",
                Map.of("Subject", "hi"),
                "<b>",
                "t",
                EmailConfig.Threading.GROUP));
  }

  @Test
  void aWebhookTakesTheHttpClientOfGlobalUnlessItHasItsOwn() throws IOException {
    RoutingConfig routing =
        routing(
            """
            global: { http_config: { authorization: { credentials: g } } }
            route: {receiver: x}
            receivers:
              - name: x
                webhook_configs:
                  - url: http://a/
                  - url_file: u
                    send_resolved: false
                    max_alerts: 3
                    timeout: 4s
                    http_config: { follow_redirects: false }
            """);

    HttpClientConfig global =
        HttpClientConfig.defaults()
            .withCredentials(new Credentials.Authorization("Bearer", SecretSource.inline("g")));
    assertThat(routing.receivers().getFirst().configs())
        .containsExactly(
            webhook(true, SecretSource.inline("http://a/"), global, 0, Duration.ZERO),
            webhook(
                false,
                SecretSource.file(dir.resolve("u")),
                HttpClientConfig.defaults().withFollowRedirects(false),
                3,
                Duration.ofSeconds(4)));
  }

  private static WebhookConfig webhook(
      boolean sendResolved, SecretSource url, HttpClientConfig http, long max, Duration timeout) {
    return new WebhookConfig(
        new Delivery(sendResolved, http, timeout),
        url,
        max,
        new WebhookConfig.Standard(),
        Map.of());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "route: {receiver: b}|1:19: undefined receiver \"b\" used in route; there are a, tg",
        "route: {receiver: A}|1:19: undefined receiver \"A\" used in route; did you mean \"a\"?",
        "route: {receiver: a, routes: [{mute_time_intervals: [x]}]}|1:53: undefined time interval"
            + " \"x\" used in route; there is none",
        "route: {receiver: a, routes: [{matchers: ['x ! y']}]}|1:43: matchers: bad matcher x ! y at"
            + " character 3: expected an operator such as '=', '!=', '=~' or '!~'",
        "route: {receiver: tg}|1:8: a route uses the receiver \"tg\", whose sns_configs with"
            + " sigv4.profile cannot deliver yet; use another kind of receiver, or remove the"
            + " route",
      })
  void aFaultIsShownWhereItIs(String route, String expected) throws IOException {
    LoadResult result =
        load(
            route
                + "\nreceivers: [{name: a},"
                + " {name: tg, sns_configs: [{topic_arn: a, sigv4: {profile: p}}]}]\n");

    assertThat(result.problems().stream().filter(Problem::isError).map(Problem::toString))
        .containsExactly(dir.resolve("alertmanager.yml") + ":" + expected);
  }

  @Test
  void aLabelThatLooksMisspeltIsAHintAndNoError() throws IOException {
    LoadResult result =
        load(
            """
            groups:
              - name: g
                rules:
                  - alert: Slow
                    expr: sum by (cluster, path) (rate(latency{env="prod"}[5m])) > 1
                    labels: {severity: page, team: a}
            route: {receiver: a, group_by: [alertname, clustr, namespace, env]}
            inhibit_rules:
              - {source_matchers: [a=b], target_matchers: [c=d], equal: [severty, pod, path]}
            receivers: [{name: a}]
            """);
    assertThat(result).isInstanceOf(LoadResult.Loaded.class);
    String hint = ": warning: no rule names the label ";
    assertThat(result.problems().stream().map(Problem::toString))
        .containsExactly(
            file() + ":7:8" + hint + "\"clustr\" of group_by; did you mean \"cluster\"?",
            file() + ":9:3" + hint + "\"severty\" of equal; did you mean \"severity\"?");
  }

  private Path file() {
    return dir.resolve("alertmanager.yml");
  }
}
