package io.atalaya.store.log;

/** Takes frames as they are read back. */
public interface FrameReader {
  /** Another part begins: nothing said earlier counts. */
  void part(long sequence);

  /**
   * One frame.
   *
   * @param position the position behind it
   * @throws MalformedFrameException if its checksum is right and its content still makes no sense
   */
  void frame(long position, FrameInput payload) throws MalformedFrameException;
}
