package io.atalaya.query.annotation;

import io.atalaya.query.ast.PositionRange;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Annotations on their way from one process to another.
 *
 * <pre>
 *   form: kind u8 (0 info, 1 warning, 2 overlap of start times,
 *         3 warning of a store, 4 info of a store), text as modified UTF-8,
 *         position: start u32, end u32; if it is an overlap, count u32;
 *         if it is an info or warning, position of its source: start u32, end u32
 * </pre>
 */
public final class AnnotationBytes {
  private static final int INFO = 0;
  private static final int WARNING = 1;
  private static final int OVERLAP = 2;
  private static final int SOURCE = 3;
  private static final int SOURCE_INFO = 4;

  /** Sure to fit where a length has two bytes. */
  private static final int LONGEST_TEXT = 20_000;

  private AnnotationBytes() {}

  public static void write(DataOutput out, Annotation annotation) throws IOException {
    switch (annotation) {
      case PlainAnnotation a -> {
        out.writeByte(a.isWarning() ? WARNING : INFO);
        write(out, a.text(), a.position());
        write(out, a.source());
      }
      case StartTimeOverlap a -> {
        out.writeByte(OVERLAP);
        write(out, a.text(), a.position());
        out.writeInt(a.count());
      }
      case SourceWarning a -> {
        out.writeByte(a.isWarning() ? SOURCE : SOURCE_INFO);
        write(out, a.text(), PositionRange.NONE);
      }
      case ForcedMonotonicity a -> throw new IOException("no part of a query finds this: " + a);
    }
  }

  private static void write(DataOutput out, String text, PositionRange position)
      throws IOException {
    out.writeUTF(text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT));
    write(out, position);
  }

  private static void write(DataOutput out, PositionRange position) throws IOException {
    out.writeInt(position.start());
    out.writeInt(position.end());
  }

  private static PositionRange readPosition(DataInput in) throws IOException {
    return new PositionRange(in.readInt(), in.readInt());
  }

  public static Annotation read(DataInput in) throws IOException {
    int kind = in.readByte();
    String text = in.readUTF();
    PositionRange position = readPosition(in);
    return switch (kind) {
      case INFO -> new PlainAnnotation(false, text, position, readPosition(in));
      case WARNING -> new PlainAnnotation(true, text, position, readPosition(in));
      case OVERLAP -> new StartTimeOverlap(text, position, in.readInt());
      case SOURCE -> new SourceWarning(text, true);
      case SOURCE_INFO -> new SourceWarning(text, false);
      default -> throw new IOException("no annotation of kind " + kind);
    };
  }
}
