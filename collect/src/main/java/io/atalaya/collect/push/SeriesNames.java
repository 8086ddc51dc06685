package io.atalaya.collect.push;

import io.atalaya.model.Labels;
import io.atalaya.model.wire.ProtoReader;
import io.atalaya.model.wire.WireException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Collects the labels of one pushed series and says what is wrong with them. For one thread. */
final class SeriesNames {
  private final PushLimits limits;
  private Labels.Builder builder = Labels.builder();
  private int count;
  private String fault = "";

  SeriesNames(PushLimits limits) {
    this.limits = limits;
  }

  void begin() {
    builder = Labels.builder();
    count = 0;
    fault = "";
  }

  void add(String name, String value) {
    count++;
    if (name.isEmpty()) {
      refuse("a label without a name");
    } else if (builder.has(name)) {
      refuse("duplicated label " + shortened(name));
    } else if (isLonger(name, limits.labelNameBytes())) {
      refuse("label name of more than " + limits.labelNameBytes() + " bytes");
    } else if (isLonger(value, limits.labelValueBytes())) {
      refuse("label " + shortened(name) + " has more than " + limits.labelValueBytes() + " bytes");
    } else if (count > limits.labels()) {
      refuse("more than " + limits.labels() + " labels");
    } else {
      builder.set(name, value);
    }
  }

  /** Adds a label that stands as bytes in a message, and may turn out to be no text. */
  void add(byte[] message, int nameAt, int nameLength, int valueAt, int valueLength) {
    try {
      add(
          ProtoReader.text(message, nameAt, nameLength),
          ProtoReader.text(message, valueAt, valueLength));
    } catch (WireException e) {
      refuse("a label that is not UTF-8");
    }
  }

  void refuse(String why) {
    fault = fault.isEmpty() ? why : fault;
  }

  private static boolean isLonger(String text, int maxBytes) {
    return text.length() > maxBytes
        || (text.length() > maxBytes / 3
            && text.getBytes(StandardCharsets.UTF_8).length > maxBytes);
  }

  private static String shortened(String text) {
    return text.length() <= 100 ? text : text.substring(0, 100) + "…";
  }

  /** What is wrong with the labels added, as those of a series. */
  Optional<String> fault() {
    if (fault.isEmpty() && !builder.has(Labels.METRIC_NAME)) {
      return Optional.of("invalid metric name or labels, got " + shortened(text()));
    }
    return fault.isEmpty() ? Optional.empty() : Optional.of(fault + " in " + shortened(text()));
  }

  private String text() {
    return labels().toString();
  }

  /** Whether some label was refused. */
  boolean isFaulty() {
    return !fault.isEmpty();
  }

  /** The labels that were added without fault. */
  Labels labels() {
    return builder.build();
  }
}
