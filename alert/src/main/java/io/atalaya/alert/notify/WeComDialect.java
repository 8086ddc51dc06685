package io.atalaya.alert.notify;

import io.atalaya.alert.receiver.WeComConfig;
import io.atalaya.model.Notification;
import io.atalaya.model.Notifier.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * WeCom's robot, which answers 200 even if it refuses: {@code errcode} 45009 means too many, -1
 * busy, anything else but 0 that it will never take the message.
 */
final class WeComDialect implements Dialect {
  private static final int MAX_MARKDOWN_BYTES = 4096;
  private static final int MAX_TEXT_BYTES = 2048;
  private static final long TOO_MANY = 45_009;
  private static final long BUSY = -1;

  private final WeComConfig config;

  WeComDialect(WeComConfig config) {
    this.config = config;
  }

  @Override
  public List<HttpMessage> messages(Notification notification, Wording wording) throws IOException {
    String text = wording.body(config.text(), Integer.MAX_VALUE);
    Json json = config.markdown() ? markdown(text) : plain(text);
    return List.of(HttpMessage.json(config.url().read().reveal().strip(), json));
  }

  private Json markdown(String text) {
    StringBuilder mentions = new StringBuilder();
    config.mentioned().forEach(user -> mentions.append("<@").append(user).append('>'));
    int room = MAX_MARKDOWN_BYTES - mentions.length() - 1;
    String whole = Wording.cutBytes(text, room) + (mentions.isEmpty() ? "" : "\n" + mentions);
    return new Json().put("msgtype", "markdown").put("markdown", new Json().put("content", whole));
  }

  private Json plain(String text) {
    return new Json()
        .put("msgtype", "text")
        .put(
            "text",
            new Json()
                .put("content", Wording.cutBytes(text, MAX_TEXT_BYTES))
                .putTexts("mentioned_list", config.mentioned())
                .putTexts("mentioned_mobile_list", config.mentionedMobiles()));
  }

  @Override
  public Outcome judge(HttpAnswer answer) {
    long code = Json.number(Json.read(answer.body()), "errcode", BUSY);
    if (!answer.ok() || code == 0) {
      return answer.byStatus();
    }
    if (code == TOO_MANY) {
      return answer.retryAfter(Duration.ofMinutes(1));
    }
    return code == BUSY ? answer.retry() : new Outcome.Refused(answer.detail());
  }

  @Override
  public Pace.Limit pace() {
    return new Pace.Limit(20, Duration.ofMinutes(1));
  }
}
