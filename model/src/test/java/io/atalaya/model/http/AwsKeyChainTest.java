package io.atalaya.model.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.atalaya.model.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys from each of the places where Amazon's tools look; what answers is a real server. */
class AwsKeyChainTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final String JSON_KEYS =
      "{\"AccessKeyId\": \"J\", \"SecretAccessKey\": \"js\", \"Token\": \"jt\","
          + " \"Expiration\": \"2026-01-01T01:00:00Z\"}";

  @TempDir private Path home;
  private final Map<String, String> environment = new HashMap<>();
  private final Map<String, String> answers = new ConcurrentHashMap<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private Instant now = START;
  private HttpServer server;

  @BeforeEach
  void listen() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    server.createContext("/", this::answer);
    server.start();
    environment.put("HOME", home.toString());
    environment.put("AWS_ENDPOINT_URL_STS", url() + "/sts");
    environment.put("AWS_EC2_METADATA_SERVICE_ENDPOINT", url());
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      List<String> seen = new ArrayList<>(List.of(exchange.getRequestMethod() + " " + path));
      for (String name : List.of("Authorization", "X-aws-ec2-metadata-token")) {
        String value = exchange.getRequestHeaders().getFirst(name);
        if (value != null) {
          seen.add(value.replaceFirst("Signature=.*", "Signature"));
        }
      }
      seen.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
      asked.add(String.join(" | ", seen).strip());
      String body = answers.get(path);
      byte[] bytes = (body == null ? "denied" : body).getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(body == null ? 403 : 200, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private static String assumed(String access, String end) {
    return "<R xmlns='https://sts.amazonaws.com/doc/2011-06-15/'><AssumeRoleResult><Credentials>"
        + "<AccessKeyId>"
        + access
        + "</AccessKeyId><SecretAccessKey>rs</SecretAccessKey><SessionToken>rt</SessionToken>"
        + "<Expiration>"
        + end
        + "</Expiration></Credentials></AssumeRoleResult></R>";
  }

  private AwsKeyChain chain(
      @Nullable AwsKeys keys, String profile, AwsSigning.@Nullable Role role) {
    return new AwsKeyChain(new AwsSigning("eu-1", "", keys, profile, role), environment, () -> now);
  }

  private void environmentKeys() {
    environment.put("AWS_ACCESS_KEY_ID", "E");
    environment.put("AWS_SECRET_ACCESS_KEY", "es");
    environment.put("AWS_SESSION_TOKEN", "et");
  }

  private void files() throws IOException {
    Path folder = Files.createDirectories(home.resolve(".aws"));
    Files.writeString(
        folder.resolve("credentials"),
        """
        # keys
        [default]
        aws_access_key_id = D
        aws_secret_access_key = ds
        [prod]
        aws_access_key_id=P
        aws_secret_access_key=ps
        aws_session_token=pt
        """);
    Files.writeString(
        folder.resolve("config"),
        "[default]\nregion = eu-2\n[profile prod]\nregion = eu-3\n[profile bare]\nregion = x\n");
  }

  @Test
  void theConfigurationsKeysComeFirstThenTheEnvironmentsThenTheProfiles() throws IOException {
    files();
    assertThat(chain(null, "", null).keys())
        .isEqualTo(new AwsKeys("D", Secret.of("ds"), null, Instant.MAX));
    environmentKeys();
    assertThat(chain(null, "", null).keys())
        .isEqualTo(new AwsKeys("E", Secret.of("es"), Secret.of("et"), Instant.MAX));
    assertThat(chain(null, "prod", null).keys())
        .isEqualTo(new AwsKeys("P", Secret.of("ps"), Secret.of("pt"), Instant.MAX));
    AwsKeys own = AwsKeys.lasting("C", Secret.of("cs"));
    assertThat(chain(own, "prod", null).keys()).isEqualTo(own);
  }

  @Test
  void aProfileWithoutKeysIsNamed() throws IOException {
    files();
    assertThatThrownBy(() -> chain(null, "bare", null).keys())
        .isInstanceOf(IOException.class)
        .hasMessage("the profile bare has no keys");
  }

  @Test
  void theRegionIsThatOfTheConfigurationTheEnvironmentOrTheProfile() throws IOException {
    files();
    AwsSigning unsaid = new AwsSigning("", "", null, "", null);
    assertThat(new AwsKeyChain(unsaid, environment, () -> now).region()).isEqualTo("eu-2");
    AwsSigning prod = new AwsSigning("", "", null, "prod", null);
    assertThat(new AwsKeyChain(prod, environment, () -> now).region()).isEqualTo("eu-3");
    environment.put("AWS_REGION", "eu-4");
    assertThat(new AwsKeyChain(unsaid, environment, () -> now).region()).isEqualTo("eu-4");
    assertThat(chain(null, "", null).region()).isEqualTo("eu-1");
  }

  @Test
  void theRegionIsElseThatOfTheMachineIfWhoAsksWantsThat() throws IOException {
    answers.put("/latest/api/token", "session");
    answers.put("/latest/meta-data/placement/region", "eu-9\n");
    AwsKeyChain chain =
        new AwsKeyChain(new AwsSigning("", "", null, "", null), environment, () -> now);
    assertThatThrownBy(chain::region).isInstanceOf(IOException.class);
    assertThat(chain.regionHere()).isEqualTo("eu-9");
    assertThat(chain.region()).isEqualTo("eu-9");
  }

  @Test
  void aRoleIsAssumedOnceAndAgainBeforeItsKeysEnd() throws IOException {
    environmentKeys();
    answers.put("/sts", assumed("R1", "2026-01-01T00:15:00Z"));
    AwsKeyChain chain = chain(null, "", new AwsSigning.Role("arn:aws:iam::1:role/x", "ext", false));
    assertThat(chain.keys())
        .isEqualTo(
            new AwsKeys(
                "R1", Secret.of("rs"), Secret.of("rt"), Instant.parse("2026-01-01T00:15:00Z")));
    now = START.plus(Duration.ofMinutes(13));
    assertThat(chain.keys().access()).isEqualTo("R1");
    assertThat(asked)
        .containsExactly(
            "POST /sts | AWS4-HMAC-SHA256 Credential=E/20260101/eu-1/sts/aws4_request,"
                + " SignedHeaders=content-type;host;x-amz-date;x-amz-security-token, Signature"
                + " | Action=AssumeRole&RoleArn=arn%3Aaws%3Aiam%3A%3A1%3Arole%2Fx"
                + "&RoleSessionName=atalaya-1767225600000&ExternalId=ext&Version=2011-06-15");
    answers.put("/sts", assumed("R2", "2026-01-01T00:30:00Z"));
    now = START.plus(Duration.ofMinutes(14));
    assertThat(chain.keys().access()).isEqualTo("R2");
  }

  @Test
  void aPodOfEksShowsTheTokenOfItsAccount() throws IOException {
    Path token = Files.writeString(home.resolve("token"), "t0k3n\n");
    environment.put("AWS_WEB_IDENTITY_TOKEN_FILE", token.toString());
    environment.put("AWS_ROLE_ARN", "arn");
    environment.put("AWS_ROLE_SESSION_NAME", "pod");
    answers.put("/sts", assumed("W", "2026-01-01T00:15:00Z"));
    assertThat(chain(null, "", null).keys().access()).isEqualTo("W");
    assertThat(asked)
        .containsExactly(
            "POST /sts | Action=AssumeRoleWithWebIdentity&RoleArn=arn&RoleSessionName=pod"
                + "&WebIdentityToken=t0k3n&Version=2011-06-15");
  }

  @Test
  void aContainerIsGivenKeysByItsHost() throws IOException {
    environment.put("AWS_CONTAINER_CREDENTIALS_FULL_URI", url() + "/v1/credentials");
    environment.put("AWS_CONTAINER_AUTHORIZATION_TOKEN", "letmein");
    answers.put("/v1/credentials", JSON_KEYS);
    assertThat(chain(null, "", null).keys().access()).isEqualTo("J");
    assertThat(asked).containsExactly("GET /v1/credentials | letmein |");
  }

  @Test
  void aMachineIsGivenKeysInASession() throws IOException {
    answers.put("/latest/api/token", "s3ss10n");
    answers.put("/latest/meta-data/iam/security-credentials/", "the-role\n");
    answers.put("/latest/meta-data/iam/security-credentials/the-role", JSON_KEYS);
    assertThat(chain(null, "", null).keys().end()).isEqualTo(Instant.parse("2026-01-01T01:00:00Z"));
    assertThat(asked)
        .containsExactly(
            "PUT /latest/api/token |",
            "GET /latest/meta-data/iam/security-credentials/ | s3ss10n |",
            "GET /latest/meta-data/iam/security-credentials/the-role | s3ss10n |");
  }

  @Test
  void whoeverHasNoKeysIsToldWhereToPutThem() {
    assertThatThrownBy(() -> chain(null, "", null).keys())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("give access_key and secret_key");
    environment.put("AWS_EC2_METADATA_DISABLED", "true");
    assertThatThrownBy(() -> chain(null, "", null).keys()).hasMessageContaining("no keys");
    AwsSigning.Role role = new AwsSigning.Role("r", "", false);
    assertThatThrownBy(() -> chain(AwsKeys.lasting("a", Secret.of("b")), "", role).keys())
        .hasMessageContaining("no keys from 127.0.0.1")
        .hasMessageContaining("HTTP status 403: denied");
  }
}
