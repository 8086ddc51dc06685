package io.atalaya.server.config;

import io.atalaya.collect.push.otlp.OtlpSettings;
import io.atalaya.collect.push.otlp.OtlpSettings.Strategy;
import io.atalaya.collect.tracing.TracingConfig;
import io.atalaya.model.NameValidation;
import io.atalaya.model.Secret;
import io.atalaya.model.http.TlsConfig;
import io.atalaya.server.config.yaml.Section;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Sections of Prometheus and Alertmanager that are checked as they check them and that have no
 * effect here: {@code runtime}, {@code event_recorder}. Says so of every section without effect.
 * Besides, {@code otlp} and {@code tracing}.
 */
final class OtherKeys {
  private static final Map<String, Strategy> STRATEGIES =
      Map.of(
          "UnderscoreEscapingWithSuffixes", Strategy.UNDERSCORE_ESCAPING_WITH_SUFFIXES,
          "UnderscoreEscapingWithoutSuffixes", Strategy.UNDERSCORE_ESCAPING_WITHOUT_SUFFIXES,
          "NoUTF8EscapingWithSuffixes", Strategy.NO_UTF8_ESCAPING_WITH_SUFFIXES,
          "NoTranslation", Strategy.NO_TRANSLATION);

  /** Strategies that make names which older Prometheus servers do not allow. */
  private static final Set<String> UTF8_STRATEGIES =
      Set.of("NoUTF8EscapingWithSuffixes", "NoTranslation");

  private static final String[] NO_EFFECT = {"event_recorder"};

  /** Where OpenTelemetry collectors listen if nothing is said. */
  private static final int GRPC_PORT = 4317;

  private static final int HTTP_PORT = 4318;

  private OtherKeys() {}

  static void read(Section s) {
    s.section("runtime", OtherKeys::runtime);
    s.hide("event_recorder");
    warnNotBuilt(s, NO_EFFECT);
  }

  /** What is understood and silently does nothing would be missed when it is needed. */
  static void warnNotBuilt(Section s, String... keys) {
    for (String key : keys) {
      if (s.has(key)) {
        s.problems().warning(s.at(key), key + " has no effect yet", "");
      }
    }
  }

  private static int runtime(Section s) {
    if (s.has("gogc")) {
      s.problems()
          .warning(
              s.at("gogc"),
              "gogc has no effect: it tunes the memory of Go, and this runs on Java",
              "bound the heap with ATALAYA_JAVA_OPTS=-Xmx2g");
    }
    return s.integer("gogc", 75, Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  /** The section {@code otlp}. */
  static OtlpSettings otlp(Section root, NameValidation names) {
    return root.section("otlp", s -> otlpKeys(s, names)).orElseGet(OtlpSettings::defaults);
  }

  private static OtlpSettings otlpKeys(Section s, NameValidation names) {
    boolean promoteAll = s.flag("promote_all_resource_attributes", false);
    List<String> promoted = s.texts("promote_resource_attributes");
    List<String> ignored = s.texts("ignore_resource_attributes");
    Optional<String> strategy = s.text("translation_strategy");
    if (promoteAll && !promoted.isEmpty()) {
      s.error(
          "promote_resource_attributes",
          "'promote_all_resource_attributes' and 'promote_resource_attributes' cannot be configured"
              + " simultaneously");
    }
    if (!promoteAll && !ignored.isEmpty()) {
      s.error(
          "ignore_resource_attributes",
          "'ignore_resource_attributes' cannot be configured unless"
              + " 'promote_all_resource_attributes' is true");
    }
    requireDistinct(s, "promote_resource_attributes", promoted);
    requireDistinct(s, "ignore_resource_attributes", ignored);
    strategy.ifPresent(name -> requireStrategy(s, name, names));
    return new OtlpSettings(
        STRATEGIES.getOrDefault(strategy.orElse(""), Strategy.UNDERSCORE_ESCAPING_WITH_SUFFIXES),
        promoteAll,
        trimmed(promoteAll ? ignored : promoted),
        s.flag("keep_identifying_resource_attributes", false),
        s.flag("convert_histograms_to_nhcb", false),
        s.flag("promote_scope_metadata", false),
        s.flag("label_name_underscore_sanitization", true),
        s.flag("label_name_preserve_multiple_underscores", true),
        OtlpSettings.defaults().lookback());
  }

  private static Set<String> trimmed(List<String> names) {
    return names.stream().map(String::strip).collect(Collectors.toSet());
  }

  private static void requireDistinct(Section s, String key, List<String> attributes) {
    Set<String> seen = new HashSet<>();
    for (String attribute : attributes) {
      String name = attribute.strip();
      if (name.isEmpty()) {
        s.error(key, "empty OTel resource attribute");
      } else if (!seen.add(name)) {
        s.error(key, "duplicated OTel resource attribute \"" + name + "\"");
      }
    }
  }

  private static void requireStrategy(Section s, String name, NameValidation names) {
    if (!name.isEmpty() && !STRATEGIES.containsKey(name)) {
      s.error("translation_strategy", "unsupported OTLP translation strategy \"" + name + "\"");
    } else if (UTF8_STRATEGIES.contains(name) && names == NameValidation.LEGACY) {
      s.error(
          "translation_strategy",
          "OTLP translation strategy \"" + name + "\" is not allowed when UTF8 is disabled");
    }
  }

  /** The section {@code tracing}; null if there is none. */
  static @Nullable TracingConfig tracing(Section root) {
    return root.section("tracing", OtherKeys::tracingKeys).orElse(null);
  }

  /** Host and port; many write a URL, of which these count. */
  private static HostPort endpoint(String text, int usualPort) {
    String authority = text.replaceFirst("^[a-z]+://", "").replaceFirst("/.*$", "");
    return HostPort.parse(authority, usualPort);
  }

  private static TracingConfig tracingKeys(Section s) {
    boolean grpc = s.choice("client_type", true, Map.of("grpc", true, "http", false));
    HostPort endpoint =
        s.parsed(
            "endpoint",
            HostPort.NONE,
            text -> endpoint(text, grpc ? GRPC_PORT : HTTP_PORT),
            HostPort::toString);
    s.required("endpoint");
    Map<String, Secret> headers = s.secretMap("headers");
    for (String name : headers.keySet()) {
      if (RemoteReader.isReserved(name.toLowerCase(Locale.ROOT))) {
        s.error("headers", name + " is a reserved header. It must not be changed");
      }
    }
    Duration timeout = s.duration("timeout", Duration.ZERO);
    return new TracingConfig(
        grpc,
        endpoint.host(),
        endpoint.port(),
        s.number("sampling_fraction", 0, -Double.MAX_VALUE, Double.MAX_VALUE),
        !s.flag("insecure", false),
        s.section("tls_config", HttpClientReader::tls).orElseGet(TlsConfig::defaults),
        headers,
        s.choice("compression", false, Map.of("", false, "gzip", true)),
        timeout.isZero() ? TracingConfig.DEFAULT_TIMEOUT : timeout);
  }
}
