package io.atalaya.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.collect.calendar.Recurrence;
import io.atalaya.collect.check.CheckConfig;
import io.atalaya.collect.check.CheckPlan;
import io.atalaya.collect.check.Connectivity;
import io.atalaya.collect.check.Flapping;
import io.atalaya.collect.check.Judgement;
import io.atalaya.collect.check.Maintenance;
import io.atalaya.collect.check.local.HeartbeatCheck;
import io.atalaya.collect.check.queue.KafkaLag;
import io.atalaya.collect.check.queue.KafkaLogin;
import io.atalaya.collect.check.queue.KafkaLogin.Mechanism;
import io.atalaya.collect.check.queue.QueueCheck;
import io.atalaya.model.http.TlsConfig;
import io.atalaya.server.config.yaml.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckReaderTest {
  @TempDir Path dir;

  private LoadResult read(String text) throws IOException {
    Path file = Files.writeString(dir.resolve("a.yml"), text);
    return ConfigLoader.load(List.of(file), Map.of(), PromqlExpressions.with(Set.of()));
  }

  private CheckPlan plan(String text) throws IOException {
    LoadResult result = read(text);
    assertThat(result.problems().stream().filter(Problem::isError)).isEmpty();
    return ((LoadResult.Loaded) result).configuration().plan();
  }

  private List<String> problems(String text) throws IOException {
    return read(text).problems().stream()
        .map(p -> p.toString().substring(dir.toString().length() + 1))
        .toList();
  }

  @Test
  void aLoginAtKafkaNamesItsMechanismAndTlsMayBeOneWord() throws IOException {
    List<CheckConfig> checks =
        plan("""
        checks:
          - name: stream
            kafka:
              address: kafka
              group: billing
              user: monitor
              password: s3cret
              mechanism: SCRAM-SHA-512
              tls: {server_name: kafka.test}
          - {name: plain, kafka: {address: "kafka:9093", group: billing, tls: true}}
        """)
            .checks();
    KafkaLag stream = (KafkaLag) ((QueueCheck) checks.getFirst()).source();
    assertThat(stream.servers()).containsExactly("kafka:9092");
    assertThat(stream.login())
        .returns(Mechanism.SCRAM_SHA_512, KafkaLogin::mechanism)
        .returns("monitor", KafkaLogin::user);
    assertThat(stream.tls()).isEqualTo(TlsConfig.defaults().withServerName("kafka.test"));
    KafkaLag plain = (KafkaLag) ((QueueCheck) checks.getLast()).source();
    assertThat(plain.login()).isNull();
    assertThat(plain.tls()).isEqualTo(TlsConfig.defaults());
    assertThat(problems("checks: [{name: a, kafka: {address: k, group: g, mechanism: SCRAM}}]"))
        .anyMatch(line -> line.contains("unknown value \"SCRAM\""));
  }

  @Test
  void everyKeyOfTheJudgementIsTakenOver() throws IOException {
    CheckPlan plan =
        plan(
            """
            checks:
              - name: router
                tcp: router.example.org:22
                flapping: off
              - name: shop
                http: https://shop.example.org/
                retry_attempts: 2
                retry_delay: 3s
                failure_threshold: 4
                failure_window: 10
                success_threshold: 5
                flapping: { changes: 3, window: 30, steady: 6 }
                depends_on: [router]
            connectivity: { targets: ["1.1.1.1:443", "192.0.2.1:53"], timeout: 2s }
            """);

    assertThat(plan.checks().getFirst().basics().judgement())
        .isEqualTo(Judgement.defaults().withFlapping(Flapping.NEVER));
    assertThat(plan.checks().getLast().basics().judgement())
        .isEqualTo(new Judgement(2, Duration.ofSeconds(3), 4, 10, 5, new Flapping(3, 30, 6)));
    assertThat(plan.checks().getLast().basics().dependsOn()).containsExactly("router");
    assertThat(plan.connectivity())
        .isEqualTo(
            new Connectivity(
                List.of(
                    new Connectivity.Peer("1.1.1.1", 443), new Connectivity.Peer("192.0.2.1", 53)),
                Duration.ofSeconds(2)));
  }

  @Test
  void dependenciesThatLeadNowhereOrInACircleAreShownWhereTheyStand() throws IOException {
    assertThat(
            problems(
                """
                checks:
                  - { name: a, tcp: "h:1", depends_on: [c] }
                  - { name: b, tcp: "h:1", depends_on: [a] }
                  - name: c
                    tcp: "h:1"
                    depends_on: [b]
                  - name: d
                    tcp: "h:1"
                    depends_on: [rooter]
                  - { name: router, tcp: "h:1" }
                """))
        .containsExactly(
            "a.yml:2:40: checks depend on each other: a → c → b → a",
            "a.yml:3:40: checks depend on each other: b → a → c → b",
            "a.yml:6:17: checks depend on each other: c → b → a → c",
            "a.yml:9:17: there is no check named rooter; did you mean router?");
  }

  @Test
  void maintenanceComesOnceWeeklyMonthlyOrByCron() throws IOException {
    CheckPlan plan =
        plan(
            """
            checks: [{ name: shop, tcp: "h:1" }]
            maintenance:
              - { name: disk, from: 2026-12-01 22:00, until: "2026-12-02T02:00:00Z",
                  zone: Europe/Madrid, checks: [shop] }
              - { name: backup, weekly: [sunday, Wednesday], at: "02:00", duration: 2h,
                  matchers: ['team="shop"'] }
              - { name: patches, monthly: [1, -1], at: "03:30", duration: 30m, zone: Asia/Tokyo }
              - { name: night, cron: "0 3 * * *", duration: 10m }
            """);

    assertThat(plan.maintenance())
        .extracting(Maintenance::name)
        .containsExactly("disk", "backup", "patches", "night");
    Maintenance disk = plan.maintenance().getFirst();
    assertThat(disk.checks()).containsExactly("shop");
    assertThat(disk.when())
        .isEqualTo(
            new Recurrence.Once(
                Instant.parse("2026-12-01T21:00:00Z"), Instant.parse("2026-12-02T02:00:00Z")));
    assertThat(plan.maintenance().get(1).when())
        .isEqualTo(
            new Recurrence.Weekly(
                Set.of(DayOfWeek.SUNDAY, DayOfWeek.WEDNESDAY),
                LocalTime.of(2, 0),
                Duration.ofHours(2),
                ZoneId.of("UTC")));
    assertThat(plan.maintenance().get(2).when())
        .isEqualTo(
            new Recurrence.Monthly(
                Set.of(1, -1),
                LocalTime.of(3, 30),
                Duration.ofMinutes(30),
                ZoneId.of("Asia/Tokyo")));
  }

  @Test
  void wrongMaintenanceIsRefusedWithItsPlace() throws IOException {
    assertThat(
            problems(
                """
                checks: [{ name: shop, tcp: "h:1" }]
                maintenance:
                  - { name: a, weekly: [sundai], at: "02:00", duration: 2h }
                  - { name: b, cron: "0 25 * * *", duration: 2h }
                  - { name: c, from: 2026-12-02, until: 2026-12-01 10:00 }
                  - { name: d, duration: 1h }
                  - { name: e, monthly: [1], at: "02:00" }
                  - { name: f, weekly: [monday], duration: 1h, checks: [shopp] }
                  - { name: g, weekly: [monday], duration: 1h, zone: Mars/Olympus }
                connectivity: {}
                """))
        .satisfiesExactly(
            p -> assertThat(p).startsWith("a.yml:3:25: weekly: ").contains("did you mean sunday?"),
            p -> assertThat(p).startsWith("a.yml:4:22: cron: \"25\" is no hour"),
            p -> assertThat(p).startsWith("a.yml:5:22: from: \"2026-12-02\" is no time such as"),
            p -> assertThat(p).startsWith("a.yml:6:5: maintenance has exactly one of"),
            p -> assertThat(p).isEqualTo("a.yml:7:5: duration is missing"),
            p -> assertThat(p).endsWith("there is no check named shopp; did you mean shop?"),
            p -> assertThat(p).contains("unknown time zone Mars/Olympus"),
            p -> assertThat(p).startsWith("a.yml:10:15: targets needs at least one HOST:PORT"));
  }

  @Test
  void aWindowSmallerThanItsThresholdIsRefused() throws IOException {
    assertThat(
            problems("checks: [{name: a, tcp: 'h:1', failure_threshold: 5, failure_window: 3}]\n"))
        .singleElement()
        .satisfies(p -> assertThat(p).contains("failure_window must be at least"));
  }

  @Test
  void checksOfThisMachineAndHeartbeatsAreRead() throws IOException {
    CheckPlan plan =
        plan(
            """
            checks:
              - name: backup
                heartbeat: { cron: "0 3 * * *", zone: Europe/Madrid, grace: 20m, max_runtime: 2h,
                             token: 0123456789abcdef0123456789abcdef }
              - name: files
                file: { path: /backups/*.tar.gz, max_age: 26h, min_size: 1MB, max_count: 9 }
              - { name: one, file: /var/lib/app/stamp }
              - { name: nginx, process: nginx }
              - { name: workers, process: { command: "worker.py", min: 2, max: 4 } }
            """);

    assertThat(plan.checks())
        .extracting(CheckConfig::target)
        .containsExactly(
            "cron 0 3 * * * Europe/Madrid",
            "/backups/*.tar.gz",
            "/var/lib/app/stamp",
            "nginx",
            "worker.py");
    HeartbeatCheck backup = (HeartbeatCheck) plan.checks().getFirst();
    assertThat(backup.grace()).isEqualTo(Duration.ofMinutes(20));
    assertThat(backup.maxRuntime()).isEqualTo(Duration.ofHours(2));
    assertThat(backup.toString()).doesNotContain("0123456789");
  }

  @Test
  void aHeartbeatNeedsATokenThatCannotBeGuessed() throws IOException {
    assertThat(
            problems(
                """
                checks:
                  - { name: a, heartbeat: 1h }
                  - { name: b, heartbeat: { every: 1h, token: short } }
                  - { name: c, heartbeat: { every: 1h, cron: "0 * * * *", token: short } }
                """))
        .satisfiesExactly(
            p -> assertThat(p).contains("a.yml:2:").contains("token is missing; make one with"),
            p -> assertThat(p).contains("a.yml:3:").contains("16 to 100 letters"),
            p -> assertThat(p).contains("a.yml:4:").contains("exactly one of every and cron"));
  }
}
