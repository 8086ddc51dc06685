package io.atalaya.server.cli;

import io.atalaya.collect.remote.RemoteWriteConfig.Message;
import io.atalaya.model.Labels;
import io.atalaya.model.wire.ProtoWriter;
import io.atalaya.model.wire.Snappy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A sample to be sent by remote write; each stands in a series of its own. */
record PushedSample(Labels labels, double value, long atMillis) {
  /** A whole request, compressed. */
  static byte[] message(List<PushedSample> samples, Message version) {
    ProtoWriter out =
        switch (version) {
          case V1 -> first(samples);
          case V2 -> second(samples);
        };
    return Snappy.encode(out.array(), 0, out.size());
  }

  /** {@code prometheus.WriteRequest}: labels are texts. */
  private static ProtoWriter first(List<PushedSample> samples) {
    ProtoWriter out = new ProtoWriter();
    for (PushedSample sample : samples) {
      int series = out.open(1);
      for (int i = 0; i < sample.labels().size(); i++) {
        int label = out.open(1);
        out.text(1, sample.labels().name(i));
        out.text(2, sample.labels().value(i));
        out.close(label);
      }
      sample.put(out);
      out.close(series);
    }
    return out;
  }

  /** {@code io.prometheus.write.v2.Request}: labels are places in a table of texts. */
  private static ProtoWriter second(List<PushedSample> samples) {
    Map<String, Integer> symbols = new LinkedHashMap<>(Map.of("", 0));
    ProtoWriter body = new ProtoWriter();
    for (PushedSample sample : samples) {
      int series = body.open(5);
      int refs = body.open(1);
      for (int i = 0; i < sample.labels().size(); i++) {
        body.varint(place(symbols, sample.labels().name(i)));
        body.varint(place(symbols, sample.labels().value(i)));
      }
      body.close(refs);
      sample.put(body);
      body.close(series);
    }
    ProtoWriter out = new ProtoWriter();
    symbols.keySet().forEach(symbol -> out.text(4, symbol));
    out.raw(body.toByteArray());
    return out;
  }

  private static int place(Map<String, Integer> symbols, String text) {
    Integer known = symbols.putIfAbsent(text, symbols.size());
    return known == null ? symbols.size() - 1 : known;
  }

  private void put(ProtoWriter out) {
    int sample = out.open(2);
    out.float64(1, value);
    out.int64(2, atMillis);
    out.close(sample);
  }
}
