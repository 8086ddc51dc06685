package io.atalaya.model.http;

import io.atalaya.model.Secret;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Signs requests to Amazon's APIs: Signature Version 4, as Amazon's documentation of IAM describes
 * it.
 *
 * @param region such as {@code eu-west-1}
 * @param service such as {@code ec2}
 * @param sessionToken of temporary keys, or null
 */
public record AwsSignature(
    String region,
    String service,
    String accessKey,
    Secret secretKey,
    @Nullable Secret sessionToken) {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final String ALGORITHM = "AWS4-HMAC-SHA256";

  /** A signature with keys that were found. */
  public static AwsSignature with(AwsKeys keys, String region, String service) {
    return new AwsSignature(region, service, keys.access(), keys.secret(), keys.session());
  }

  /**
   * Signs a GET.
   *
   * @return the headers that the request must carry
   */
  public Map<String, String> ofGet(URI url, Instant now) {
    return headers("GET", url, "", new byte[0], now);
  }

  /**
   * Signs a POST.
   *
   * @param contentType the request's, to the letter
   * @return the headers that the request must carry besides {@code Content-Type}
   */
  public Map<String, String> ofPost(URI url, String contentType, byte[] body, Instant now) {
    return headers("POST", url, contentType, body, now);
  }

  private Map<String, String> headers(
      String method, URI url, String contentType, byte[] body, Instant now) {
    String time = TIME.format(now);
    String token = sessionToken == null ? "" : sessionToken.reveal();
    SortedMap<String, String> signed = new TreeMap<>();
    signed.put("content-type", contentType);
    signed.put("host", host(url));
    signed.put("x-amz-date", time);
    signed.put("x-amz-security-token", token);
    signed.values().removeIf(String::isEmpty);
    String names = String.join(";", signed.keySet());
    String request =
        String.join("\n", method, path(url), query(url), lines(signed), names, hex(sha256(body)));
    String scope = time.substring(0, 8) + "/" + region + "/" + service + "/aws4_request";
    String digest = hex(sha256(request.getBytes(StandardCharsets.UTF_8)));
    String signature = hex(hmac(key(scope), String.join("\n", ALGORITHM, time, scope, digest)));
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Host", host(url));
    headers.put("X-Amz-Date", time);
    if (!token.isEmpty()) {
      headers.put("X-Amz-Security-Token", token);
    }
    headers.put(
        "Authorization",
        "%s Credential=%s/%s, SignedHeaders=%s, Signature=%s"
            .formatted(ALGORITHM, accessKey, scope, names, signature));
    return headers;
  }

  /** As clients write it: without the port that the scheme has anyway. */
  private static String host(URI url) {
    boolean usual = url.getPort() == ("https".equalsIgnoreCase(url.getScheme()) ? 443 : 80);
    return usual ? url.getHost() : url.getRawAuthority();
  }

  /** Dots and doubled slashes are resolved; whatever is encoded already is encoded once more. */
  private static String path(URI url) {
    String path = url.getRawPath().replaceAll("/{2,}", "/");
    String resolved = path.isEmpty() ? "/" : URI.create(path).normalize().getRawPath();
    return URLEncoder.encode(resolved.isEmpty() ? "/" : resolved, StandardCharsets.UTF_8)
        .replace("%2F", "/")
        .replace("%7E", "~")
        .replace("*", "%2A");
  }

  /** Parameters in the order of their names, each with an equals sign. */
  private static String query(URI url) {
    if (url.getRawQuery() == null || url.getRawQuery().isEmpty()) {
      return "";
    }
    return Arrays.stream(url.getRawQuery().split("&"))
        .map(parameter -> parameter.contains("=") ? parameter : parameter + "=")
        .sorted(
            Comparator.comparing(
                    (String parameter) -> parameter.substring(0, parameter.indexOf('=')))
                .thenComparing(Comparator.naturalOrder()))
        .collect(Collectors.joining("&"));
  }

  private static String lines(Map<String, String> headers) {
    return headers.entrySet().stream()
        .map(header -> header.getKey() + ":" + header.getValue() + "\n")
        .collect(Collectors.joining());
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

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
