package io.atalaya.server.config;

import io.atalaya.collect.check.BodyCondition;
import io.atalaya.collect.check.CheckBasics;
import io.atalaya.collect.check.CheckConfig;
import io.atalaya.collect.check.HttpCheck;
import io.atalaya.collect.check.Judgement;
import io.atalaya.collect.check.StatusRange;
import io.atalaya.collect.check.TcpCheck;
import io.atalaya.model.http.TlsConfig;
import io.atalaya.server.config.yaml.Section;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The keys of one check. Its kind is a section of its own, in short form a single value:
 *
 * <pre>
 *   - name: shop
 *     http: https://shop.example.org/health
 *   - name: mail
 *     interval: 30s
 *     tcp: { address: "mail.example.org:25", dialogue: [ { expect: "^220 " } ] }
 * </pre>
 */
final class CheckReader {
  private static final List<String> KINDS = List.of("http", "tcp");

  private final Set<String> names = new HashSet<>();

  CheckConfig read(Section s) {
    String name = s.required("name");
    if (!name.isEmpty() && !names.add(name)) {
      s.error("name", "the name " + name + " is given to two checks");
    }
    CheckBasics basics = basics(s, name);
    List<CheckConfig> kinds = new ArrayList<>();
    s.sectionOr("url", "http", kind -> http(kind, basics)).ifPresent(kinds::add);
    s.sectionOr("address", "tcp", kind -> tcp(kind, basics)).ifPresent(kinds::add);
    List<String> given = KINDS.stream().filter(s::has).toList();
    if (given.size() != 1) {
      throw new IllegalArgumentException(
          "a check needs exactly one of " + String.join(", ", KINDS) + "; it has " + given.size());
    }
    if (kinds.isEmpty()) {
      throw new IllegalArgumentException(given.getFirst() + " is not valid");
    }
    return kinds.getFirst();
  }

  private static CheckBasics basics(Section s, String name) {
    Judgement defaults = Judgement.defaults();
    Duration interval = positive(s, "interval", CheckBasics.DEFAULT_INTERVAL);
    Duration timeout = positive(s, "timeout", CheckBasics.DEFAULT_TIMEOUT);
    Judgement judgement =
        new Judgement(
            s.count("retry_attempts", defaults.retryAttempts()),
            s.duration("retry_delay", defaults.retryDelay()),
            s.integer("failure_threshold", defaults.failureThreshold(), 1, Integer.MAX_VALUE),
            s.integer("success_threshold", defaults.successThreshold(), 1, Integer.MAX_VALUE));
    String known = name.isEmpty() ? "unnamed" : name;
    return new CheckBasics(
        known, DiscoveryReader.labels(s, "labels"), interval, timeout, judgement);
  }

  /** Told here and not by the check, so that its other keys are read and judged too. */
  private static Duration positive(Section s, String key, Duration fallback) {
    Duration value = s.duration(key, fallback);
    if (value.isZero()) {
      s.error(key, key + " must be greater than zero");
      return fallback;
    }
    return value;
  }

  private static CheckConfig http(Section s, CheckBasics basics) {
    URI url = s.parsed("url", URI::create).orElse(null);
    if (url == null) {
      throw new IllegalArgumentException("url is missing");
    }
    List<StatusRange> expected = s.parsedList("expected_status", StatusRange::parse);
    return new HttpCheck(
        basics,
        url,
        s.text("method", "GET"),
        HttpClientReader.plainHeaders(s, "headers"),
        s.text("body").orElse(null),
        expected.isEmpty() ? List.of(StatusRange.SUCCESS) : expected,
        s.sections("conditions", CheckReader::condition),
        s.duration("slow_after").orElse(null),
        s.duration("certificate_expires_within").orElse(null),
        s.count("max_redirects", HttpCheck.DEFAULT_MAX_REDIRECTS),
        (int) Math.min(Integer.MAX_VALUE, s.sizeBytes("max_body_size", maxBody())),
        HttpClientReader.read(s));
  }

  private static long maxBody() {
    return HttpCheck.DEFAULT_MAX_BODY_BYTES;
  }

  /** Exactly one key, such as {@code contains: ok} or {@code not_matches: "error|fatal"}. */
  private static BodyCondition condition(Section s) {
    List<BodyCondition> conditions = new ArrayList<>();
    s.text("contains").ifPresent(t -> conditions.add(new BodyCondition.Keyword(t, true)));
    s.text("not_contains").ifPresent(t -> conditions.add(new BodyCondition.Keyword(t, false)));
    s.literal("matches").ifPresent(t -> conditions.add(new BodyCondition.Expression(t, true)));
    s.literal("not_matches").ifPresent(t -> conditions.add(new BodyCondition.Expression(t, false)));
    if (conditions.size() != 1) {
      throw new IllegalArgumentException(
          "a condition has exactly one of contains, not_contains, matches, not_matches");
    }
    return conditions.getFirst();
  }

  private static CheckConfig tcp(Section s, CheckBasics basics) {
    HostPort address = s.parsed("address", HostPort::parse).orElse(HostPort.NONE);
    @Nullable TlsConfig tls = s.section("tls", HttpClientReader::tls).orElse(null);
    List<TcpCheck.Step> dialogue = s.sections("dialogue", CheckReader::step);
    @Nullable Duration slowAfter = s.duration("slow_after").orElse(null);
    return new TcpCheck(basics, address.host(), address.port(), tls, dialogue, slowAfter);
  }

  private static TcpCheck.Step step(Section s) {
    return new TcpCheck.Step(s.literal("expect", ""), s.text("send", ""));
  }
}
