package io.atalaya.server.config;

import io.atalaya.collect.check.CheckBasics;
import io.atalaya.collect.check.TcpCheck;
import io.atalaya.collect.check.net.RoutedCheck;
import io.atalaya.collect.check.net.WebSocketCheck;
import io.atalaya.collect.http.AddressPolicy;
import io.atalaya.model.SecretSource;
import io.atalaya.model.http.HttpClientConfig;
import io.atalaya.model.http.TlsConfig;
import io.atalaya.server.config.yaml.BinaryText;
import io.atalaya.server.config.yaml.Section;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The sections {@code tcp}, {@code unix} and {@code websocket}, which hold a dialogue. */
final class BlackboxStreamReader {
  private static final String LINE_END = "\n";

  private BlackboxStreamReader() {}

  static BlackboxModule.Checks tcp(Section s) {
    AddressPolicy addresses = BlackboxAddress.read(s, true);
    List<TcpCheck.Step> dialogue = s.sections("query_response", BlackboxStreamReader::step);
    boolean secure = s.flag("tls", false);
    TlsConfig tls = tls(s, "tls_config");
    return (basics, target, hostname) -> {
      HostPort address = HostPort.parse(target);
      TlsConfig named =
          tls.serverName().isEmpty() && !hostname.isEmpty() ? tls.withServerName(hostname) : tls;
      TcpCheck check =
          stream(basics, address.host(), address.port(), dialogue).withTls(secure, named);
      return BlackboxAddress.routed(check, addresses);
    };
  }

  static BlackboxModule.Checks unix(Section s) {
    List<TcpCheck.Step> dialogue = s.sections("query_response", BlackboxStreamReader::step);
    boolean secure = s.flag("tls", false);
    TlsConfig tls = tls(s, "tls_config");
    return (basics, target, hostname) -> {
      TcpCheck check = stream(basics, "localhost", 1, dialogue).withTls(secure, tls);
      return new RoutedCheck(check, AddressPolicy.USUAL, Path.of(target), "");
    };
  }

  private static TcpCheck stream(
      CheckBasics basics, String host, int port, List<TcpCheck.Step> dialogue) {
    return TcpCheck.of(basics, host, port).withDialogue(dialogue).withLineEnd(LINE_END);
  }

  static BlackboxModule.Checks webSocket(Section s) {
    AddressPolicy addresses = BlackboxAddress.read(s, false);
    HttpClientConfig http = HttpClientReader.section(s, "http_config", HttpClientConfig.defaults());
    Map<String, SecretSource> headers = new LinkedHashMap<>();
    s.namedSections("headers", HttpClientReader::header)
        .forEach((name, values) -> values.forEach(value -> headers.put(name, value)));
    List<TcpCheck.Step> dialogue = s.sections("query_response", BlackboxStreamReader::step);
    return (basics, target, hostname) ->
        BlackboxAddress.routed(
            new WebSocketCheck(basics, URI.create(target), headers, dialogue, http, null),
            addresses);
  }

  static TlsConfig tls(Section s, String key) {
    return s.section(key, HttpClientReader::tls).orElseGet(TlsConfig::defaults);
  }

  private static TcpCheck.Step step(Section s) {
    String expect = s.literal("expect", "");
    String bytes = s.textOrBytes("expect_bytes");
    if (!expect.isEmpty() && !bytes.isEmpty()) {
      s.error("expect_bytes", "expect and expect_bytes are mutually exclusive");
    }
    Map<String, String> labels = new HashMap<>();
    s.sections("labels", l -> Map.entry(l.text("name", ""), l.literal("value", "")))
        .forEach(label -> labels.put(label.getKey(), label.getValue()));
    String send = s.textOrBytes("send");
    boolean binary = BinaryText.isBinary(send);
    return new TcpCheck.Step(
        expect,
        labels,
        HexFormat.of().formatHex(BinaryText.bytes(bytes)),
        binary ? "" : send,
        binary ? HexFormat.of().formatHex(BinaryText.bytes(send + LINE_END)) : "",
        s.flag("starttls", false));
  }
}
