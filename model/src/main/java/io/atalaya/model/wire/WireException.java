package io.atalaya.model.wire;

/** Bytes are not what they should be. Whoever sent them must not send them again. */
public final class WireException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int position;

  /**
   * @param position offset of the byte where the fault was noticed
   * @param what is wrong there
   */
  public WireException(int position, String what) {
    super(what + " at byte " + position);
    this.position = position;
  }

  /** Offset of the byte where the fault was noticed. */
  public int position() {
    return position;
  }
}
