package io.atalaya.server.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.eclipse.jetty.compression.zstandard.ZstandardCompression;
import org.eclipse.jetty.io.ByteBufferPool;

/** Zstandard outside of HTTP, by the library that has it for HTTP. */
public final class Zstd {
  private static final ZstandardCompression COMPRESSION = create();

  private Zstd() {}

  private static ZstandardCompression create() {
    ZstandardCompression compression = new ZstandardCompression();
    compression.setByteBufferPool(ByteBufferPool.NON_POOLING);
    return compression;
  }

  /**
   * The data of a frame.
   *
   * @param maxBytes the most that is taken
   * @throws IOException if it is more, or the frame is damaged
   */
  public static byte[] inflate(byte[] frame, int maxBytes) throws IOException {
    try (InputStream in = COMPRESSION.newDecoderInputStream(new ByteArrayInputStream(frame))) {
      byte[] data = in.readNBytes(maxBytes);
      if (in.read() >= 0) {
        throw new IOException("more than " + maxBytes + " bytes of compressed data");
      }
      return data;
    }
  }
}
