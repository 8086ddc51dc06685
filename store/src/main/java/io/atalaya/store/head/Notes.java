package io.atalaya.store.head;

import io.atalaya.model.Histogram;
import io.atalaya.model.Labels;
import io.atalaya.model.SampleBatch.Exemplar;
import io.atalaya.model.SampleBatch.Metadata;
import io.atalaya.store.head.LateSamples.Sample;
import io.atalaya.store.log.Frame;
import io.atalaya.store.log.FrameInput;
import io.atalaya.store.log.MalformedFrameException;

/** The records of what is in no row: late samples, exemplars, metadata. */
final class Notes {
  private static final int MAX_LABELS = 1 << 16;
  private static final int HISTOGRAM = 1;
  private static final int START = 2;

  private Notes() {}

  static void putExemplar(Frame out, int group, int member, Exemplar exemplar) {
    out.putByte(RecordType.EXEMPLAR.number());
    out.putUnsigned(group);
    out.putUnsigned(member);
    out.putSigned(exemplar.timestampMillis());
    out.putLong(Double.doubleToRawLongBits(exemplar.value()));
    out.putUnsigned(exemplar.labels().size());
    for (int i = 0; i < exemplar.labels().size(); i++) {
      out.putText(exemplar.labels().name(i));
      out.putText(exemplar.labels().value(i));
    }
  }

  /** Reads an exemplar behind its group and member. */
  static Exemplar readExemplar(FrameInput in, long ref) throws MalformedFrameException {
    long time = in.readSigned();
    double value = Double.longBitsToDouble(in.readLong());
    String[] pairs = new String[2 * in.readCount(MAX_LABELS)];
    for (int i = 0; i < pairs.length; i++) {
      pairs[i] = in.readText();
    }
    return new Exemplar(ref, Labels.ofSorted(pairs), value, time);
  }

  static void putMetadata(Frame out, int group, Metadata family) {
    out.putByte(RecordType.METADATA.number());
    out.putUnsigned(group);
    out.putText(family.family());
    out.putText(family.type());
    out.putText(family.unit());
    out.putText(family.help());
  }

  /** Reads metadata behind its group. */
  static Metadata readMetadata(FrameInput in) throws MalformedFrameException {
    String family = in.readText();
    String type = in.readText();
    String unit = in.readText();
    return new Metadata(family, type, unit, in.readText());
  }

  static void putLate(Frame out, int group, int member, long position, Sample sample) {
    Histogram histogram = sample.histogram();
    out.putByte(RecordType.LATE.number());
    out.putUnsigned(group);
    out.putUnsigned(member);
    out.putUnsigned(position);
    out.putSigned(sample.time());
    out.putByte((histogram == null ? 0 : HISTOGRAM) | (sample.start() == 0 ? 0 : START));
    if (sample.start() != 0) {
      out.putSigned(sample.start());
    }
    if (histogram == null) {
      out.putLong(sample.bits());
    } else {
      HistogramCoder.write(out, histogram);
    }
  }

  /** Reads a late sample behind its group, member and position. */
  static Sample readLate(FrameInput in) throws MalformedFrameException {
    long time = in.readSigned();
    int flags = in.readByte();
    long start = (flags & START) == 0 ? 0 : in.readSigned();
    return (flags & HISTOGRAM) == 0
        ? new Sample(time, in.readLong(), start, null)
        : new Sample(time, 0, start, HistogramCoder.read(in));
  }
}
