package io.atalaya.server.api.push;

import io.atalaya.server.http.HttpException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

/** Bodies as they were before they were compressed. */
final class Unpacked {
  private Unpacked() {}

  /**
   * Decompresses a body.
   *
   * @param encoding the {@code Content-Encoding}: none, {@code identity} or {@code gzip}
   * @throws HttpException 413 if it becomes larger than {@code maxBytes}, 415 for another encoding,
   *     400 if it is damaged
   */
  static byte[] of(byte[] body, String encoding, int maxBytes) {
    return switch (encoding.toLowerCase(Locale.ROOT)) {
      case "", "identity" -> body;
      case "gzip" -> gunzip(body, maxBytes);
      default ->
          throw new HttpException(415, "Content-Encoding " + encoding + " is not taken; use gzip");
    };
  }

  private static byte[] gunzip(byte[] body, int maxBytes) {
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
      byte[] unpacked = in.readNBytes(maxBytes);
      if (in.read() >= 0) {
        throw new HttpException(413, "the body is larger than " + maxBytes + " bytes unpacked");
      }
      return unpacked;
    } catch (IOException e) {
      throw new HttpException(400, "the body is not gzip: " + e.getMessage());
    }
  }
}
