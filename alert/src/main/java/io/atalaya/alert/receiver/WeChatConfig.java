package io.atalaya.alert.receiver;

import io.atalaya.model.SecretSource;
import java.util.Map;

/**
 * WeChat Work: an application of a company's, which Alertmanager calls WeChat. For a group's robot
 * see {@link WeComConfig}.
 *
 * @param url of the API, a slash at the end
 * @param secret of the application; a template
 * @param corpId the company; a template
 * @param texts templates of whom it is for, by their names in the API: {@code touser}, {@code
 *     toparty}, {@code totag}, {@code agentid}
 * @param markdown whether the message is markdown, else text
 * @param message template
 */
public record WeChatConfig(
    Delivery delivery,
    String url,
    SecretSource secret,
    String corpId,
    Map<String, String> texts,
    boolean markdown,
    String message)
    implements DialogueConfig {
  /** Where the API is. */
  public static final String DEFAULT_URL = "https://qyapi.weixin.qq.com/cgi-bin/";

  public WeChatConfig {
    texts = Map.copyOf(texts);
  }

  @Override
  public String kind() {
    return "wechat";
  }
}
