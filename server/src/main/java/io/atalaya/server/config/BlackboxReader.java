package io.atalaya.server.config;

import io.atalaya.collect.http.AddressRange;
import io.atalaya.server.config.yaml.Section;
import io.atalaya.server.config.yaml.YamlMap;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The key {@code modules} of a blackbox.yml, which is a part of our configuration as a
 * prometheus.yml is. Each module names a prober; sections of other probers are read, checked and
 * without effect, as there.
 */
final class BlackboxReader {
  private static final String BUILT_IN = "blackbox.yml";

  private static final List<String> PROBERS =
      List.of("http", "tcp", "icmp", "dns", "grpc", "websocket", "unix");

  private BlackboxReader() {}

  /** Reads modules and addresses from the top level. */
  static ProbeConfig read(Section s) {
    List<AddressRange> allowed = s.parsedList("allowed_addresses", AddressRange::parse);
    Map<String, BlackboxModule> modules = s.namedSections("modules", BlackboxReader::module);
    return new ProbeConfig(allowed, s.has("modules") ? modules : builtIn(s));
  }

  private static Map<String, BlackboxModule> builtIn(Section s) {
    YamlMap document = DefaultConfiguration.document(BUILT_IN);
    return Section.read(
            document,
            s.environment(),
            s.problems(),
            file -> file.namedSections("modules", BlackboxReader::module))
        .orElseGet(Map::of);
  }

  private static BlackboxModule module(Section s) {
    String prober = s.text("prober", "");
    if (!PROBERS.contains(prober)) {
      s.error(
          "prober",
          "prober '%s' is not valid; possible are %s"
              .formatted(prober, String.join(", ", PROBERS)));
    }
    Duration timeout = s.duration("timeout", Duration.ZERO);
    Map<String, BlackboxModule.Checks> checks = new LinkedHashMap<>();
    checks.put("http", section(s, "http", BlackboxHttpReader::read));
    checks.put("tcp", section(s, "tcp", BlackboxStreamReader::tcp));
    checks.put("unix", section(s, "unix", BlackboxStreamReader::unix));
    checks.put("icmp", section(s, "icmp", BlackboxProberReader::icmp));
    checks.put("grpc", section(s, "grpc", BlackboxProberReader::grpc));
    checks.put("websocket", section(s, "websocket", BlackboxStreamReader::webSocket));
    if (prober.equals("dns") || s.has("dns")) {
      checks.put("dns", section(s, "dns", BlackboxProberReader::dns));
    } else {
      s.ignore("dns");
    }
    BlackboxModule.Checks chosen = checks.get(prober);
    if (chosen == null) {
      throw new IllegalArgumentException("the module has no valid prober");
    }
    return new BlackboxModule(prober, timeout, chosen, s.shown());
  }

  private static BlackboxModule.Checks section(
      Section s, String key, Section.Reader<BlackboxModule.Checks> reader) {
    return s.sectionOrEmpty(key, reader)
        .orElse(
            (basics, target, hostname) -> {
              throw new IllegalArgumentException("the module's " + key + " is not valid");
            });
  }
}
