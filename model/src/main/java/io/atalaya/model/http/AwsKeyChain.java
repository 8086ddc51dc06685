package io.atalaya.model.http;

import io.atalaya.model.Secret;
import io.atalaya.model.SecretSource;
import io.atalaya.model.json.JsonException;
import io.atalaya.model.json.JsonValue;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * Finds keys for Amazon's APIs where Amazon's own tools look, in their order, and keeps them until
 * shortly before they end. Safe for many threads; whoever wants keys while they are fetched waits.
 *
 * <ol>
 *   <li>keys of the configuration
 *   <li>if it names no profile: the environment's keys, then a token of a web identity, as pods of
 *       EKS have it
 *   <li>keys of the profile
 *   <li>the service that gives containers their keys
 *   <li>the service that gives machines their keys (version 2: with a session)
 * </ol>
 *
 * With these keys those of a role are asked for, if the configuration names one. Endpoints can be
 * named in the environment by the variables of Amazon's tools ({@code AWS_ENDPOINT_URL_STS}, {@code
 * AWS_ENDPOINT_URL}, {@code AWS_EC2_METADATA_SERVICE_ENDPOINT}). Sign-on by a browser and programs
 * that print keys are not there.
 */
public final class AwsKeyChain {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final Duration METADATA_TIMEOUT = Duration.ofSeconds(2);

  /** How long before their end keys are no longer used. */
  private static final Duration MARGIN = Duration.ofMinutes(1);

  /** How long keys are kept that may change without a date. */
  private static final Duration KEPT = Duration.ofMinutes(5);

  private static final int MAX_ANSWER_BYTES = 1 << 16;
  private static final int MAX_SHOWN_CHARS = 300;
  private static final String FORM = "application/x-www-form-urlencoded";
  private static final String CONTAINERS = "http://169.254.170.2";
  private static final String MACHINES = "http://169.254.169.254";
  private static final String NO_KEYS =
      "no keys for Amazon's API: give access_key and secret_key, or a profile, or set"
          + " AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY";

  private final AwsSigning config;
  private final Map<String, String> environment;
  private final InstantSource clock;
  private @Nullable Kept kept;
  private volatile String regionOfMachine = "";

  private record Kept(AwsKeys keys, Instant until) {}

  /** A chain that has looked for nothing yet. */
  public AwsKeyChain(AwsSigning config, Map<String, String> environment, InstantSource clock) {
    this.config = config;
    this.environment = Map.copyOf(environment);
    this.clock = clock;
  }

  /**
   * The region of the configuration, the environment, or the profile.
   *
   * @throws IOException if none is named
   */
  public String region() throws IOException {
    for (String region :
        new String[] {
          config.region(), of("AWS_REGION"), of("AWS_DEFAULT_REGION"), regionOfMachine
        }) {
      if (!region.isEmpty()) {
        return region;
      }
    }
    String region = AwsProfile.read(config.profile(), environment).get("region");
    if (region.isEmpty()) {
      throw new IOException("no region for Amazon's API: give region, or set AWS_REGION");
    }
    return region;
  }

  /**
   * The same, or where the machine is that we run on.
   *
   * @throws IOException if nobody tells
   */
  public String regionHere() throws IOException {
    try {
      return region();
    } catch (IOException e) {
      if (of("AWS_EC2_METADATA_DISABLED").equalsIgnoreCase("true")) {
        throw e;
      }
      try {
        String base = machineBase();
        regionOfMachine =
            ask(machine(base + "meta-data/placement/region", machineSession(base))).strip();
      } catch (IOException unknown) {
        e.addSuppressed(unknown);
        throw e;
      }
      return region();
    }
  }

  /**
   * Keys that can be used now.
   *
   * @throws IOException if none can be had; says why in words for an operator
   */
  public synchronized AwsKeys keys() throws IOException {
    Instant now = clock.instant();
    Kept before = kept;
    if (before != null && now.isBefore(before.until())) {
      return before.keys();
    }
    AwsSigning.Role role = config.role();
    AwsKeys found = role == null ? own() : assumed(role, own());
    Instant until = found.end().equals(Instant.MAX) ? now.plus(KEPT) : found.end().minus(MARGIN);
    kept = new Kept(found, until);
    return found;
  }

  private AwsKeys own() throws IOException {
    if (config.keys() != null) {
      return config.keys();
    }
    if (config.profile().isEmpty()) {
      AwsKeys keys = pair(of("AWS_ACCESS_KEY_ID"), of("AWS_SECRET_ACCESS_KEY"), session());
      if (keys != null) {
        return keys;
      }
      if (!of("AWS_WEB_IDENTITY_TOKEN_FILE").isEmpty()) {
        return ofWebIdentity();
      }
    }
    AwsProfile profile = AwsProfile.read(config.profile(), environment);
    AwsKeys keys =
        pair(
            profile.get("aws_access_key_id"),
            profile.get("aws_secret_access_key"),
            profile.get("aws_session_token"));
    if (keys != null) {
      return keys;
    }
    if (!config.profile().isEmpty()) {
      throw new IOException("the profile " + profile.name() + " has no keys");
    }
    return ofSurroundings();
  }

  private String session() {
    return of("AWS_SESSION_TOKEN");
  }

  private static @Nullable AwsKeys pair(String access, String secret, String session) {
    return access.isEmpty() || secret.isEmpty()
        ? null
        : new AwsKeys(
            access, Secret.of(secret), session.isEmpty() ? null : Secret.of(session), Instant.MAX);
  }

  private String of(String variable) {
    return environment.getOrDefault(variable, "");
  }

  private AwsKeys ofWebIdentity() throws IOException {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("Action", "AssumeRoleWithWebIdentity");
    form.put("RoleArn", of("AWS_ROLE_ARN"));
    form.put("RoleSessionName", environment.getOrDefault("AWS_ROLE_SESSION_NAME", name()));
    Path token = Path.of(of("AWS_WEB_IDENTITY_TOKEN_FILE"));
    form.put("WebIdentityToken", SecretSource.file(token).read().reveal());
    return askForRole(form, false, null);
  }

  private AwsKeys assumed(AwsSigning.Role role, AwsKeys own) throws IOException {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("Action", "AssumeRole");
    form.put("RoleArn", role.arn());
    form.put("RoleSessionName", name());
    if (!role.externalId().isEmpty()) {
      form.put("ExternalId", role.externalId());
    }
    return askForRole(form, role.fips(), own);
  }

  private String name() {
    return "atalaya-" + clock.millis();
  }

  private AwsKeys askForRole(Map<String, String> form, boolean fips, @Nullable AwsKeys signer)
      throws IOException {
    URI url = tokenService(fips);
    form.put("Version", "2011-06-15");
    byte[] body =
        form.entrySet().stream()
            .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"))
            .getBytes(StandardCharsets.UTF_8);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url)
            .timeout(TIMEOUT)
            .header("Content-Type", FORM)
            .POST(BodyPublishers.ofByteArray(body));
    if (signer != null) {
      Map<String, String> headers =
          new LinkedHashMap<>(
              AwsSignature.with(signer, region(), "sts").ofPost(url, FORM, body, clock.instant()));
      // The client writes this one itself, and the same.
      headers.remove("Host");
      headers.forEach(request::header);
    }
    return temporary(xml(ask(request.build())), "SessionToken");
  }

  private URI tokenService(boolean fips) throws IOException {
    for (String variable : new String[] {"AWS_ENDPOINT_URL_STS", "AWS_ENDPOINT_URL"}) {
      if (!of(variable).isEmpty()) {
        return URI.create(of(variable));
      }
    }
    return URI.create(address(fips ? "sts-fips" : "sts", region()) + "/");
  }

  /** Where a service of Amazon's is in a region, such as {@code https://ec2.eu-west-1.….com}. */
  public static String address(String service, String region) {
    String domain = region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
    return "https://" + service + "." + region + "." + domain;
  }

  private AwsKeys ofSurroundings() throws IOException {
    String path = of("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI");
    String url = path.isEmpty() ? of("AWS_CONTAINER_CREDENTIALS_FULL_URI") : CONTAINERS + path;
    if (!url.isEmpty()) {
      return temporary(json(ask(container(url))), "Token");
    }
    if (of("AWS_EC2_METADATA_DISABLED").equalsIgnoreCase("true")) {
      throw new IOException(NO_KEYS);
    }
    return ofMachine(machineBase());
  }

  private HttpRequest container(String url) throws IOException {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url)).timeout(TIMEOUT);
    String file = of("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE");
    String token =
        file.isEmpty()
            ? of("AWS_CONTAINER_AUTHORIZATION_TOKEN")
            : SecretSource.file(Path.of(file)).read().reveal();
    if (!token.isEmpty()) {
      request.header("Authorization", token);
    }
    return request.build();
  }

  /** The service that tells machines about themselves. */
  private String machineBase() {
    return environment
            .getOrDefault("AWS_EC2_METADATA_SERVICE_ENDPOINT", MACHINES)
            .replaceFirst("/+$", "")
        + "/latest/";
  }

  private String machineSession(String base) throws IOException {
    return ask(
        HttpRequest.newBuilder(URI.create(base + "api/token"))
            .timeout(METADATA_TIMEOUT)
            .header("X-aws-ec2-metadata-token-ttl-seconds", "300")
            .PUT(BodyPublishers.noBody())
            .build());
  }

  private AwsKeys ofMachine(String base) throws IOException {
    String session;
    try {
      session = machineSession(base);
    } catch (IOException e) {
      throw new IOException(NO_KEYS, e);
    }
    String roles = base + "meta-data/iam/security-credentials/";
    String role = ask(machine(roles, session)).strip().lines().findFirst().orElse("");
    return temporary(json(ask(machine(roles + role, session))), "Token");
  }

  private static HttpRequest machine(String url, String session) {
    return HttpRequest.newBuilder(URI.create(url))
        .timeout(METADATA_TIMEOUT)
        .header("X-aws-ec2-metadata-token", session.strip())
        .build();
  }

  private String ask(HttpRequest request) throws IOException {
    try (HttpClient client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(METADATA_TIMEOUT)
            .build()) {
      HttpResponse<InputStream> answer = client.send(request, BodyHandlers.ofInputStream());
      String body;
      try (InputStream in = answer.body()) {
        body = new String(in.readNBytes(MAX_ANSWER_BYTES), StandardCharsets.UTF_8);
      }
      if (answer.statusCode() / 100 != 2) {
        String shown = body.substring(0, Math.min(body.length(), MAX_SHOWN_CHARS)).strip();
        throw new IOException("HTTP status " + answer.statusCode() + ": " + shown);
      }
      return body;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while keys were asked for");
    } catch (IOException e) {
      throw new IOException(
          "no keys from " + request.uri().getAuthority() + ": " + e.getMessage(), e);
    }
  }

  private static AwsKeys temporary(Map<String, String> answer, String session) throws IOException {
    try {
      AwsKeys keys =
          pair(
              answer.getOrDefault("AccessKeyId", ""),
              answer.getOrDefault("SecretAccessKey", ""),
              answer.getOrDefault(session, ""));
      if (keys != null) {
        Instant end = Instant.parse(answer.getOrDefault("Expiration", ""));
        return new AwsKeys(keys.access(), keys.secret(), keys.session(), end);
      }
    } catch (DateTimeException e) {
      throw new IOException("an answer with keys does not say when they end", e);
    }
    throw new IOException("an answer that should hold keys holds none");
  }

  private static Map<String, String> json(String text) throws IOException {
    try {
      Map<String, String> fields = new HashMap<>();
      JsonValue.parse(text.getBytes(StandardCharsets.UTF_8))
          .fields()
          .forEach((name, value) -> fields.put(name, value.text()));
      return fields;
    } catch (JsonException e) {
      throw new IOException("an answer that should hold keys is no JSON", e);
    }
  }

  /** The texts of an answer's elements by their names; of equal names the last one counts. */
  private static Map<String, String> xml(String text) throws IOException {
    XMLInputFactory factory = XMLInputFactory.newFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    Map<String, String> texts = new HashMap<>();
    try {
      XMLStreamReader in =
          factory.createXMLStreamReader(
              new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
      String element = "";
      while (in.hasNext()) {
        int event = in.next();
        if (event == XMLStreamReader.START_ELEMENT) {
          element = in.getLocalName();
        } else if (event == XMLStreamReader.CHARACTERS && !in.isWhiteSpace()) {
          texts.put(element, in.getText().strip());
        }
      }
    } catch (XMLStreamException e) {
      throw new IOException("an answer that should hold keys is no XML", e);
    }
    return texts;
  }
}
