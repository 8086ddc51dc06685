package io.atalaya.alert.notify;

import io.atalaya.model.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.SecretKey;

/** Short names for long keys. */
final class Hash {
  private static final int LENGTH = 16;

  private Hash() {}

  /** All 64 hexadecimal digits of the SHA-256 of a text. */
  static String whole(String text) {
    return hex(text);
  }

  /** The first 16 hexadecimal digits of the SHA-256 of a text. */
  static String of(String text) {
    return hex(text).substring(0, LENGTH);
  }

  private static String hex(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** The Base64 of an HMAC of a text, such as {@code HmacSHA256}. */
  static String hmac(String algorithm, String key, String text) {
    try {
      Mac mac = Mac.getInstance(algorithm);
      mac.init(new KeySpec(algorithm, key.getBytes(StandardCharsets.UTF_8)));
      return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + algorithm, e);
    }
  }

  /** A key that may be empty, which {@code SecretKeySpec} refuses. */
  private record KeySpec(String algorithm, byte[] key) implements SecretKey {
    private static final long serialVersionUID = 1L;

    @Override
    public String getAlgorithm() {
      return algorithm;
    }

    @Override
    public String getFormat() {
      return "RAW";
    }

    @Override
    public byte[] getEncoded() {
      return key.clone();
    }

    @Override
    public String toString() {
      return Secret.SHOWN;
    }
  }
}
