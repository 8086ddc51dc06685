package io.atalaya.alert.receiver;

/**
 * One configured way to tell somebody: Alertmanager's integration.
 *
 * @param receiver name of the receiver
 * @param kind such as {@code email}
 * @param index position among the receiver's ways of that kind, from 0
 */
public record Channel(String receiver, String kind, int index) {
  /** The form {@code receiver/kind[index]}. */
  @Override
  public String toString() {
    return receiver + "/" + kind + "[" + index + "]";
  }
}
