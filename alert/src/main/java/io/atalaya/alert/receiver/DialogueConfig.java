package io.atalaya.alert.receiver;

/** A receiver that is asked something over HTTP before it is told. */
public sealed interface DialogueConfig extends ReceiverConfig
    permits JiraConfig, SnsConfig, WeChatConfig {
  Delivery delivery();

  @Override
  default boolean sendResolved() {
    return delivery().sendResolved();
  }
}
