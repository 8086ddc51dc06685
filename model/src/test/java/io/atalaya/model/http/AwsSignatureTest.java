package io.atalaya.model.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.model.Secret;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Amazon's published test suite of Signature Version 4 gives the expected signatures. */
class AwsSignatureTest {
  private static final Instant NOW = Instant.parse("2015-08-30T12:36:00Z");
  private static final URI URL = URI.create("https://example.amazonaws.com/");
  private static final AwsSignature SIGNATURE =
      new AwsSignature(
          "us-east-1",
          "service",
          "AKIDEXAMPLE",
          Secret.of("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"),
          null);
  private static final String CREDENTIAL =
      "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, ";

  @Test
  void getVanilla() {
    assertThat(SIGNATURE.ofGet(URL, NOW))
        .containsEntry("Host", "example.amazonaws.com")
        .containsEntry("X-Amz-Date", "20150830T123600Z")
        .containsEntry(
            "Authorization",
            CREDENTIAL
                + "SignedHeaders=host;x-amz-date, Signature="
                + "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31");
  }

  @Test
  void postVanilla() {
    assertThat(SIGNATURE.ofPost(URL, "", new byte[0], NOW).get("Authorization"))
        .endsWith("5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b");
  }

  @Test
  void postXWwwFormUrlencoded() {
    byte[] body = "Param1=value1".getBytes(StandardCharsets.UTF_8);
    assertThat(
            SIGNATURE
                .ofPost(URL, "application/x-www-form-urlencoded", body, NOW)
                .get("Authorization"))
        .isEqualTo(
            CREDENTIAL
                + "SignedHeaders=content-type;host;x-amz-date, Signature="
                + "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a");
  }

  /** Cases get-vanilla-query-order-key-case, get-unreserved, get-slash, get-relative, … */
  @ParameterizedTest
  @CsvSource({
    "?Param2=value2&Param1=value1,b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
    "?Param1=value1,a67d582fa61cc504c4bae71f336f98b97f1ea3c7a6bfe1b6e45aec72011b9aeb",
    "-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz,"
        + "07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f",
    "/,5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
    "example/..,5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
  })
  void getWithPathsAndQueries(String rest, String signature) {
    assertThat(SIGNATURE.ofGet(URI.create(URL + rest), NOW).get("Authorization"))
        .endsWith("Signature=" + signature);
  }

  @Test
  void aTokenOfTemporaryKeysIsSignedToo() {
    AwsSignature temporary =
        new AwsSignature(
            "us-east-1", "service", "AKIDEXAMPLE", Secret.of("key"), Secret.of("token"));
    assertThat(temporary.ofGet(URL, NOW).get("X-Amz-Security-Token")).isEqualTo("token");
    assertThat(temporary.ofGet(URL, NOW).get("Authorization"))
        .contains("SignedHeaders=host;x-amz-date;x-amz-security-token,");
  }

  @Test
  void thePortThatTheSchemeHasAnywayIsNotPartOfTheHost() {
    assertThat(SIGNATURE.ofGet(URI.create("https://example.amazonaws.com:443/"), NOW))
        .isEqualTo(SIGNATURE.ofGet(URL, NOW));
    assertThat(SIGNATURE.ofGet(URI.create("http://127.0.0.1:9911"), NOW))
        .containsEntry("Host", "127.0.0.1:9911");
  }
}
