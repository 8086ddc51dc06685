package io.atalaya.store.log;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was taken in, in order: append a frame and get its position, read from the start. The local
 * files are one form of it; a partition of a distributed log is another.
 */
public interface IngestLog extends AutoCloseable {
  /**
   * The part of the log the next frame goes to. Frames of one part may build on each other; when
   * the number changes, nothing said earlier may be relied on.
   *
   * @throws IOException if nothing can be appended now
   */
  long part() throws IOException;

  /**
   * Appends a frame to the part last returned by {@link #part()}. It survives the end of this
   * process; for the end of the machine see {@link #sync}.
   *
   * @return the position behind it
   * @throws IOException if it was not appended; {@link #part()} then starts another part
   */
  long append(Frame frame) throws IOException;

  /** Makes the next {@link #part()} another one, after a frame was begun and given up. */
  void endPart();

  /**
   * Returns after everything before a position is on the disk itself; calls that wait at the same
   * time share one sync.
   */
  void sync(long position) throws IOException;

  /** Sequence numbers of the segments that exist, ascending. */
  List<Long> segments();

  /** The position behind the last frame. */
  long end();

  /** Makes sure that positions from now on are behind this one; before the first append. */
  void continueAfter(long position);

  /** Reads all frames from the start, once, before the first append. */
  ReplayReport replay(FrameReader reader) throws IOException;

  /** Forgets whole segments, by the high 32 bits of their positions; never the one in use. */
  void dropSegment(long sequence) throws IOException;

  /** Gives a segment a second name, under which it outlives its dropping. */
  void linkSegment(long sequence, Path also) throws IOException;

  /** Bytes of a segment; 0 if it does not exist. */
  long bytes(long sequence) throws IOException;

  /**
   * Opens a segment for reading, which may still grow; null if it does not exist.
   *
   * @throws MalformedFrameException if it is none
   */
  @Nullable FrameStream openSegment(long sequence) throws IOException, MalformedFrameException;

  @Override
  void close() throws IOException;
}
