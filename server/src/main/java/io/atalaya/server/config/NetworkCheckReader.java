package io.atalaya.server.config;

import io.atalaya.collect.check.BodyCondition;
import io.atalaya.collect.check.CheckBasics;
import io.atalaya.collect.check.CheckConfig;
import io.atalaya.collect.check.HttpCheck;
import io.atalaya.collect.check.StatusRange;
import io.atalaya.collect.check.TcpCheck;
import io.atalaya.model.http.TlsConfig;
import io.atalaya.server.config.yaml.Section;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The checks of what answers in the network: {@code http}, {@code tcp}. */
final class NetworkCheckReader {
  static final List<CheckKind> KINDS =
      List.of(
          new CheckKind("http", "url", NetworkCheckReader::http),
          new CheckKind("tcp", "address", NetworkCheckReader::tcp));

  private NetworkCheckReader() {}

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
        s.sections("conditions", NetworkCheckReader::condition),
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
    List<TcpCheck.Step> dialogue = s.sections("dialogue", NetworkCheckReader::step);
    @Nullable Duration slowAfter = s.duration("slow_after").orElse(null);
    return new TcpCheck(basics, address.host(), address.port(), tls, dialogue, slowAfter);
  }

  private static TcpCheck.Step step(Section s) {
    return new TcpCheck.Step(s.literal("expect", ""), s.text("send", ""));
  }
}
