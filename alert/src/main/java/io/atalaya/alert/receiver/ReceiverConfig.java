package io.atalaya.alert.receiver;

/** One way to tell somebody. */
public sealed interface ReceiverConfig
    permits ActionConfig, CustomConfig, DialogueConfig, EmailConfig, HttpReceiverConfig {
  /** The kind, as metrics and the notification log call it: {@code email}, {@code webhook}. */
  String kind();

  /** Whether the end of an alert is told too. */
  boolean sendResolved();
}
