package io.atalaya.alert.receiver;

import io.atalaya.model.SecretSource;
import java.util.List;
import java.util.Map;

/**
 * Short messages by somebody's HTTP gateway.
 *
 * @param gateway whose
 * @param to telephone numbers
 * @param text template of the message; cut to three parts of 153 characters
 */
public record SmsConfig(Delivery delivery, Gateway gateway, List<String> to, String text)
    implements HttpReceiverConfig {
  /** The default of the text. */
  public static final String DEFAULT_TEXT = "{{ template \"sms.default.text\" . }}";

  public SmsConfig {
    to = List.copyOf(to);
    if (to.isEmpty()) {
      throw new IllegalArgumentException("to is missing: whom to write to");
    }
  }

  /** Who sends short messages. */
  public sealed interface Gateway {
    /** Where it is. */
    String url();
  }

  /**
   * Twilio, or one that speaks as it does.
   *
   * @param url of the API, without the account
   * @param account its SID
   * @param token of the account
   * @param from the sender's number, or the SID of a messaging service
   */
  public record Twilio(String url, String account, SecretSource token, String from)
      implements Gateway {
    public static final String DEFAULT_URL = "https://api.twilio.com";
  }

  /**
   * Aliyun (阿里云), whose messages are made of a template that Aliyun has approved.
   *
   * @param keyId of the access key
   * @param keySecret of the access key
   * @param signName the approved signature
   * @param templateCode of the approved template
   * @param parameter name of the template's variable that holds our text
   */
  public record Aliyun(
      String url,
      SecretSource keyId,
      SecretSource keySecret,
      String signName,
      String templateCode,
      String parameter)
      implements Gateway {
    public static final String DEFAULT_URL = "https://dysmsapi.aliyuncs.com";
  }

  /**
   * Any gateway that takes a form.
   *
   * @param toField name of the field with the number
   * @param textField name of the field with the text
   * @param fields what else it wants to hear
   */
  public record Form(
      SecretSource hook, String toField, String textField, Map<String, SecretSource> fields)
      implements Gateway {
    public Form {
      fields = Map.copyOf(fields);
    }

    @Override
    public String url() {
      return "";
    }
  }

  @Override
  public String kind() {
    return "sms";
  }
}
