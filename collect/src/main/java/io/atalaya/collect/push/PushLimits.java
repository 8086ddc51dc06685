package io.atalaya.collect.push;

/**
 * What a pushed request may hold at most; what goes beyond is refused with a reason, and counted.
 *
 * @param decodedBytes size of a request after decompression; 32 MiB by default, as in Prometheus
 * @param samples samples of a request; 1,000,000 by default
 * @param labels labels of a series, its name among them; 1,000 by default
 * @param labelNameBytes length of a label's name in UTF-8; 4 KiB by default
 * @param labelValueBytes length of a label's value in UTF-8; 64 KiB by default
 */
public record PushLimits(
    int decodedBytes, int samples, int labels, int labelNameBytes, int labelValueBytes) {
  public PushLimits {
    if (decodedBytes < 1
        || samples < 1
        || labels < 1
        || labelNameBytes < 1
        || labelValueBytes < 1) {
      throw new IllegalArgumentException("limits must be positive");
    }
  }

  public static PushLimits defaults() {
    return new PushLimits(32 << 20, 1_000_000, 1000, 4 << 10, 64 << 10);
  }
}
