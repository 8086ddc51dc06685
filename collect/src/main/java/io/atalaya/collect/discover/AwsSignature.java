package io.atalaya.collect.discover;

import io.atalaya.collect.http.HttpCall.Header;
import io.atalaya.model.Secret;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Signs GET requests to Amazon's APIs: Signature Version 4.
 *
 * @param sessionToken of temporary keys, or null
 */
record AwsSignature(
    String region,
    String service,
    String accessKey,
    Secret secretKey,
    @Nullable Secret sessionToken) {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final String ALGORITHM = "AWS4-HMAC-SHA256";

  /** The headers that a request must carry; its query must be sorted by name. */
  List<Header> headers(URI url, Instant now) {
    String time = TIME.format(now);
    String scope = time.substring(0, 8) + "/" + region + "/" + service + "/aws4_request";
    String host = url.getRawAuthority();
    String query = url.getRawQuery() == null ? "" : url.getRawQuery();
    String token = sessionToken == null ? "" : sessionToken.reveal();
    String signed = token.isEmpty() ? "host;x-amz-date" : "host;x-amz-date;x-amz-security-token";
    String canonicalHeaders =
        "host:"
            + host
            + "\nx-amz-date:"
            + time
            + "\n"
            + (token.isEmpty() ? "" : "x-amz-security-token:" + token + "\n");
    String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    String request =
        String.join("\n", "GET", path, query, canonicalHeaders, signed, hex(sha256("")));
    String toSign = String.join("\n", ALGORITHM, time, scope, hex(sha256(request)));
    String signature = hex(hmac(key(scope), toSign));
    List<Header> headers = new ArrayList<>();
    headers.add(new Header("Host", host));
    headers.add(new Header("X-Amz-Date", time));
    if (!token.isEmpty()) {
      headers.add(new Header("X-Amz-Security-Token", token));
    }
    headers.add(
        new Header(
            "Authorization",
            ALGORITHM
                + " Credential="
                + accessKey
                + "/"
                + scope
                + ", SignedHeaders="
                + signed
                + ", Signature="
                + signature));
    return headers;
  }

  /** Each part of the scope keys the next. */
  private byte[] key(String scope) {
    byte[] key = ("AWS4" + secretKey.reveal()).getBytes(StandardCharsets.UTF_8);
    for (String part : scope.split("/")) {
      key = hmac(key, part);
    }
    return key;
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HmacSHA256", e);
    }
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
