package io.atalaya.server.config;

import io.atalaya.model.Secret;
import io.atalaya.model.SecretSource;
import io.atalaya.model.http.TlsConfig;
import io.atalaya.model.http.TlsContexts;
import io.atalaya.model.http.TlsVersion;
import io.atalaya.server.config.yaml.Environment;
import io.atalaya.server.config.yaml.Problems;
import io.atalaya.server.config.yaml.Section;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the keys of {@code --web.config.file}. */
public final class WebFileReader {
  private static final Pattern BCRYPT = Pattern.compile("\\$2[abxy]?\\$\\d{2}\\$[./A-Za-z0-9]{53}");
  private static final Map<String, TlsVersion> VERSIONS =
      Map.of(
          "TLS10", TlsVersion.TLS10,
          "TLS11", TlsVersion.TLS11,
          "TLS12", TlsVersion.TLS12,
          "TLS13", TlsVersion.TLS13);

  /** A certificate that is not verified against anything says nothing, so it is not asked for. */
  private static final Map<String, WebFile.Clients> CLIENTS =
      Map.of(
          "", WebFile.Clients.NOT_ASKED,
          "NoClientCert", WebFile.Clients.NOT_ASKED,
          "RequestClientCert", WebFile.Clients.NOT_ASKED,
          "RequireClientCert", WebFile.Clients.ANY,
          "RequireAnyClientCert", WebFile.Clients.ANY,
          "VerifyClientCertIfGiven", WebFile.Clients.ASKED,
          "RequireAndVerifyClientCert", WebFile.Clients.REQUIRED);

  /** Go's names of elliptic curves, and Java's. */
  private static final Map<String, String> CURVES =
      Map.of(
          "CurveP256", "secp256r1",
          "CurveP384", "secp384r1",
          "CurveP521", "secp521r1",
          "X25519", "x25519");

  private final SourceFiles files;
  private final Problems problems;

  private WebFileReader(Problems problems) {
    this.problems = problems;
    this.files = new SourceFiles(problems);
  }

  /**
   * Reads the file.
   *
   * @param problems where its faults go
   * @return nothing if it has any
   */
  public static Optional<WebFile> read(Path file, Problems problems) {
    WebFileReader reader = new WebFileReader(problems);
    LinkedFiles linked = new LinkedFiles(reader.files, new Environment(Map.of()), problems, true);
    int errorsBefore = problems.errorCount();
    Optional<WebFile> read = linked.read(file, section -> reader.file(file, section));
    return problems.errorCount() > errorsBefore ? Optional.empty() : read;
  }

  private WebFile file(Path file, Section s) {
    List<Path> made = new ArrayList<>(List.of(file));
    WebFile.Tls tls = s.section("tls_server_config", t -> tls(t, made)).orElse(null);
    Map<String, String> headers =
        s.section("http_server_config", WebFileReader::headers).orElse(Map.of());
    Map<String, Secret> users = s.secretMap("basic_auth_users");
    users.forEach(
        (name, hash) -> {
          if (!BCRYPT.matcher(hash.reveal()).matches()) {
            s.error("basic_auth_users", "the password of " + name + " is no bcrypt hash");
          }
        });
    Optional<WebFile.Rate> rate =
        s.section("rate_limit", WebFileReader::rate).filter(WebFileReader::limits);
    return new WebFile(tls, headers, users, rate.orElse(null), made);
  }

  private static WebFile.Rate rate(Section s) {
    return new WebFile.Rate(s.duration("interval", Duration.ZERO), s.count("burst", 0));
  }

  private static boolean limits(WebFile.Rate rate) {
    return !rate.interval().isZero();
  }

  private static Map<String, String> headers(Section s) {
    s.flag("http2", true);
    return s.literalMap("headers");
  }

  private WebFile.Tls tls(Section s, List<Path> made) {
    SecretSource cert = source(s, "cert", made);
    SecretSource key = source(s, "key", made);
    SecretSource ca = source(s, "client_ca", made);
    if (cert == null || key == null) {
      throw new IllegalArgumentException("cert_file and key_file, or cert and key, are needed");
    }
    WebFile.Clients clients = s.choice("client_auth_type", WebFile.Clients.NOT_ASKED, CLIENTS);
    boolean anybody = clients == WebFile.Clients.ANY;
    TlsConfig material = new TlsConfig(ca, cert, key, "", anybody, null, null);
    try {
      new TlsContexts().of(material);
    } catch (IOException e) {
      problems.error(s.at(), String.valueOf(e.getMessage()));
    }
    WebFile.Tls tls =
        new WebFile.Tls(
            material,
            clients,
            s.choice("min_version", TlsVersion.TLS12, VERSIONS),
            s.choice("max_version", TlsVersion.TLS13, VERSIONS),
            ciphers(s),
            s.flag("prefer_server_cipher_suites", true),
            curves(s),
            s.literals("client_allowed_sans"));
    boolean verified = clients != WebFile.Clients.NOT_ASKED && !anybody;
    if (verified && ca == null) {
      s.error("client_auth_type", "client_ca_file says whose certificates count");
    }
    if (clients == WebFile.Clients.NOT_ASKED && ca != null && !s.has("client_auth_type")) {
      s.error("client_ca", "client CA's have been configured without a Client Auth Policy");
    }
    return tls;
  }

  private static List<String> ciphers(Section s) {
    List<String> ciphers = s.literals("cipher_suites");
    Set<String> known = TlsContexts.cipherSuites();
    ciphers.stream()
        .filter(cipher -> !known.contains(cipher))
        .forEach(cipher -> s.error("cipher_suites", "unknown cipher: " + cipher));
    return ciphers;
  }

  private static List<String> curves(Section s) {
    List<String> curves = new ArrayList<>();
    for (String name : s.literals("curve_preferences")) {
      String curve = CURVES.get(name);
      if (curve == null) {
        s.error("curve_preferences", "unknown curve: " + name);
      } else {
        curves.add(curve);
      }
    }
    return curves;
  }

  private static @Nullable SecretSource source(Section s, String key, List<Path> made) {
    SecretSource source = s.secret(key, key + "_file").orElse(null);
    if (source instanceof SecretSource.FromFile file) {
      made.add(file.path());
    }
    return source;
  }
}
