package io.atalaya.model.http;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads certificates and private keys from PEM text (RFC 7468). The JDK reads keys only as PKCS #8;
 * the two older forms that tools still write are put into that envelope (RFC 5208):
 *
 * <pre>
 *   SEQUENCE { INTEGER 0, SEQUENCE { OID of the algorithm, its parameters }, OCTET STRING key }
 * </pre>
 */
final class Pem {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----");
  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");

  /** INTEGER 0, then SEQUENCE { rsaEncryption, NULL }. */
  private static final byte[] RSA_PREFIX = {
    2, 1, 0, 0x30, 13, 6, 9, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 13, 1, 1, 1, 5, 0
  };

  /** The OID id-ecPublicKey. */
  private static final byte[] EC_PUBLIC_KEY = {
    6, 7, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 2, 1
  };

  private static final int SEQUENCE = 0x30;
  private static final int OCTET_STRING = 4;

  /** The tag of the curve's parameters in an SEC 1 key. */
  private static final int CONTEXT_0 = 0xa0;

  private Pem() {}

  static List<X509Certificate> certificates(String pem) throws IOException {
    List<X509Certificate> all = new ArrayList<>();
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      byte[] bytes = pem.getBytes(StandardCharsets.US_ASCII);
      for (Certificate c : factory.generateCertificates(new ByteArrayInputStream(bytes))) {
        all.add((X509Certificate) c);
      }
    } catch (CertificateException e) {
      throw new IOException("not a PEM certificate: " + e.getMessage(), e);
    }
    if (all.isEmpty()) {
      throw new IOException("no PEM certificate found");
    }
    return all;
  }

  static PrivateKey privateKey(String pem) throws IOException {
    Matcher block = BLOCK.matcher(pem);
    while (block.find()) {
      String label = block.group(1);
      if (label.endsWith("PRIVATE KEY")) {
        return decode(pkcs8(label, base64(block.group(2))));
      }
    }
    throw new IOException("no PEM private key found");
  }

  private static byte[] base64(String text) throws IOException {
    try {
      return Base64.getMimeDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new IOException("a PEM private key is not base64", e);
    }
  }

  private static byte[] pkcs8(String label, byte[] der) throws IOException {
    return switch (label) {
      case "PRIVATE KEY" -> der;
      case "RSA PRIVATE KEY" -> tagged(SEQUENCE, join(RSA_PREFIX, tagged(OCTET_STRING, der)));
      case "EC PRIVATE KEY" -> {
        byte[] algorithm = tagged(SEQUENCE, join(EC_PUBLIC_KEY, curveOf(der)));
        byte[] version = {2, 1, 0};
        yield tagged(SEQUENCE, join(join(version, algorithm), tagged(OCTET_STRING, der)));
      }
      default -> throw new IOException("a \"" + label + "\" cannot be read; decrypt or convert it");
    };
  }

  /** The parameters of an SEC 1 key: SEQUENCE { version, key, [0] parameters, … }. */
  private static byte[] curveOf(byte[] der) throws IOException {
    int at = contentStart(der, 0);
    while (at < der.length) {
      int start = contentStart(der, at);
      int end = start + contentLength(der, at);
      if ((der[at] & 0xff) == CONTEXT_0 && end <= der.length) {
        return Arrays.copyOfRange(der, start, end);
      }
      at = end;
    }
    throw new IOException("an EC private key does not name its curve");
  }

  private static int contentStart(byte[] der, int at) throws IOException {
    int length = byteAt(der, at + 1);
    return at + 2 + (length < 0x80 ? 0 : length & 0x7f);
  }

  private static int contentLength(byte[] der, int at) throws IOException {
    int length = byteAt(der, at + 1);
    if (length < 0x80) {
      return length;
    }
    int value = 0;
    for (int i = 0; i < (length & 0x7f) && i < 4; i++) {
      value = value << 8 | byteAt(der, at + 2 + i);
    }
    if (value < 0) {
      throw new IOException("a PEM private key is broken");
    }
    return value;
  }

  private static int byteAt(byte[] der, int at) throws IOException {
    if (at < 0 || at >= der.length) {
      throw new IOException("a PEM private key is cut short");
    }
    return der[at] & 0xff;
  }

  private static byte[] tagged(int tag, byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    if (content.length < 0x80) {
      out.write(content.length);
    } else {
      out.write(0x82);
      out.write(content.length >> 8);
      out.write(content.length);
    }
    out.writeBytes(content);
    return out.toByteArray();
  }

  private static byte[] join(byte[] a, byte[] b) {
    byte[] all = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, all, a.length, b.length);
    return all;
  }

  private static PrivateKey decode(byte[] pkcs8) throws IOException {
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      } catch (GeneralSecurityException e) {
        // Not a key of this algorithm; the next may fit.
      }
    }
    throw new IOException("a private key is neither RSA nor EC nor EdDSA");
  }
}
