package io.atalaya.collect.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A server that lets in only what is signed as Amazon demands: it reads the request as it came in
 * and works the signature out by itself, step by step as Amazon's documentation tells them.
 */
public final class AmazonsGate implements AutoCloseable {
  private static final Pattern PROOF =
      Pattern.compile(
          "AWS4-HMAC-SHA256 Credential=([^/]+)/([^,]+), SignedHeaders=([^,]+), Signature=(.+)");

  private final HttpServer server;
  private final String secret;
  private final List<String> scopes = new CopyOnWriteArrayList<>();
  private final List<String> refused = new CopyOnWriteArrayList<>();

  /** A gate whose keys' secret part is {@code secret}. */
  public AmazonsGate(String secret) throws IOException {
    this.secret = secret;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    server.createContext("/", this::answer);
    server.start();
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** Key and scope of each request that was let in. */
  public List<String> letIn() {
    return scopes;
  }

  /** What others were refused for. */
  public List<String> refused() {
    return refused;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      String given = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
      Matcher proof = PROOF.matcher(given);
      boolean good = proof.matches() && proof.group(4).equals(signature(exchange, body, proof));
      if (good) {
        scopes.add(proof.group(1) + "/" + proof.group(2));
      } else {
        refused.add(given);
      }
      exchange.sendResponseHeaders(good ? 200 : 403, -1);
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  private String signature(HttpExchange exchange, byte[] body, Matcher proof)
      throws GeneralSecurityException {
    StringBuilder canonical = new StringBuilder();
    canonical.append(exchange.getRequestMethod()).append('\n');
    canonical.append(exchange.getRequestURI().getRawPath().replace("%", "%25")).append('\n');
    String query = exchange.getRequestURI().getRawQuery();
    String[] parameters = query == null ? new String[0] : query.split("&");
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] += parameters[i].contains("=") ? "" : "=";
    }
    Arrays.sort(parameters);
    canonical.append(String.join("&", parameters)).append('\n');
    for (String name : proof.group(3).split(";")) {
      String value = String.join(",", exchange.getRequestHeaders().get(name));
      canonical.append(name).append(':').append(value.strip()).append('\n');
    }
    canonical.append('\n').append(proof.group(3)).append('\n').append(sha256(body));
    String toSign =
        "AWS4-HMAC-SHA256\n"
            + exchange.getRequestHeaders().getFirst("X-Amz-Date")
            + "\n"
            + proof.group(2)
            + "\n"
            + sha256(canonical.toString().getBytes(StandardCharsets.UTF_8));
    byte[] key = ("AWS4" + secret).getBytes(StandardCharsets.UTF_8);
    for (String part : proof.group(2).split("/")) {
      key = hmac(key, part);
    }
    return HexFormat.of().formatHex(hmac(key, toSign));
  }

  private static String sha256(byte[] bytes) throws GeneralSecurityException {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
