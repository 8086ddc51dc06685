package io.atalaya.bench.store;

import java.util.Locale;

/** Size and speed of the coding of values, without a store around it. */
final class CodecReport {
  private CodecReport() {}

  static void run(Figures figures, boolean byKind) throws Exception {
    CodecData data = new CodecData();
    double encode = CpuTimer.nanosPerOperation(CodecData.SAMPLES, data::encodeAll);
    double decode = CpuTimer.nanosPerOperation(CodecData.SAMPLES, data::decodeAll);
    double xorEncode = CpuTimer.nanosPerOperation(CodecData.SAMPLES, data::xorEncodeAll);
    double xorDecode = CpuTimer.nanosPerOperation(CodecData.SAMPLES, data::xorDecodeAll);
    figures.title("Codec, mixed data, " + CodecData.ROWS + " rows, jitter 5 ms");
    figures.plain(
        "values",
        data.bytesPerValue(),
        "bytes/sample",
        xor("%.3f with times", data.xorBytesPerSample()));
    figures.plain("times of a source with one series", data.bytesPerTime(), "bytes/sample", "");
    figures.atMost("encode", encode, 12, "ns/sample", xor("%.2f", xorEncode));
    figures.atMost("decode", decode, 1, "ns/sample", xor("%.2f", xorDecode));
    if (byKind) {
      figures.title("By kind of series");
      for (SeriesKind kind : SeriesKind.values()) {
        kind(figures, kind);
      }
    }
  }

  private static void kind(Figures figures, SeriesKind kind) throws Exception {
    CodecData data = new CodecData(kind);
    String name = kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    double encode = CpuTimer.nanosPerOperation(CodecData.SAMPLES, data::encodeAll);
    double decode = CpuTimer.nanosPerOperation(CodecData.SAMPLES, data::decodeAll);
    figures.plain(
        name, data.bytesPerValue(), "bytes/sample", xor("%.3f", data.xorBytesPerSample()));
    figures.plain(name, encode, "ns/sample encode", "");
    figures.plain(name, decode, "ns/sample decode", "");
  }

  private static String xor(String format, double value) {
    return "XOR " + String.format(Locale.ROOT, format, value);
  }
}
