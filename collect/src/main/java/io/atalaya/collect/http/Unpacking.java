package io.atalaya.collect.http;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import io.atalaya.collect.http.ExchangeException.Reason;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.brotli.dec.BrotliInputStream;

/**
 * Unpacks bodies (RFC 9110, section 8.4.1). What is unpacked must be closed: memory is behind it.
 */
public final class Unpacking {
  private static final int BUFFER_BYTES = 16 << 10;

  /** The largest window of zstd that HTTP allows, 8 MiB (RFC 9659). */
  private static final int MAX_WINDOW_LOG = 23;

  private static final int MAX_LAYERS = 3;

  private Unpacking() {}

  /**
   * The body as it was before it was packed.
   *
   * @param encodings as {@code Content-Encoding} says it: names with commas, the last one outermost
   * @throws ExchangeException if one of them is none that can be unpacked
   * @throws IOException if the first bytes are not what the name says
   */
  public static InputStream unpack(String encodings, InputStream packed) throws IOException {
    List<String> names = new ArrayList<>();
    for (String part : encodings.toLowerCase(Locale.ROOT).split(",")) {
      String name = part.strip();
      if (!name.isEmpty() && !name.equals("identity")) {
        names.add(name);
      }
    }
    if (names.size() > MAX_LAYERS) {
      throw new ExchangeException(
          Reason.PROTOCOL, "the body is packed more than " + MAX_LAYERS + " times", null);
    }
    InputStream in = packed;
    for (String name : names.reversed()) {
      in = layer(name, in);
    }
    return in;
  }

  private static InputStream layer(String name, InputStream packed) throws IOException {
    return switch (name) {
      case "gzip", "x-gzip" -> new GZIPInputStream(packed, BUFFER_BYTES);
      case "deflate" -> deflated(packed);
      case "br" -> new BrotliInputStream(packed, BUFFER_BYTES);
      case "zstd" -> new ZstdInputStreamNoFinalizer(packed).setLongMax(MAX_WINDOW_LOG);
      default ->
          throw new ExchangeException(
              Reason.PROTOCOL, "the body is packed as " + name + ", which is not known here", null);
    };
  }

  /** The name means zlib; but some send the bare thing that is in it. */
  private static InputStream deflated(InputStream packed) throws IOException {
    BufferedInputStream in = new BufferedInputStream(packed, BUFFER_BYTES);
    in.mark(2);
    int first = in.read();
    int second = in.read();
    in.reset();
    boolean zlib = (first & 0x0f) == 8 && second >= 0 && (first << 8 | second) % 31 == 0;
    return new Inflating(in, new Inflater(!zlib));
  }

  /** One that ends its inflater. */
  private static final class Inflating extends InflaterInputStream {
    Inflating(InputStream in, Inflater inflater) {
      super(in, inflater, BUFFER_BYTES);
    }

    @Override
    public void close() throws IOException {
      super.close();
      inf.end();
    }
  }
}
