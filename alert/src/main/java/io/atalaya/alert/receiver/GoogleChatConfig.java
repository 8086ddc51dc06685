package io.atalaya.alert.receiver;

import io.atalaya.model.SecretSource;

/**
 * Google Chat: the webhook of a space.
 *
 * @param url of the webhook, its key and token included
 * @param text template of the text, Google Chat's markup
 * @param threaded whether all messages of a group stand in one thread
 */
public record GoogleChatConfig(Delivery delivery, SecretSource url, String text, boolean threaded)
    implements HttpReceiverConfig {
  /** The default of the text. */
  public static final String DEFAULT_TEXT = "{{ template \"googlechat.default.text\" . }}";

  @Override
  public String kind() {
    return "googlechat";
  }
}
