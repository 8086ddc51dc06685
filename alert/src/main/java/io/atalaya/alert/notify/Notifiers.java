package io.atalaya.alert.notify;

import io.atalaya.alert.receiver.ActionConfig;
import io.atalaya.alert.receiver.Channel;
import io.atalaya.alert.receiver.ConnectorConfig;
import io.atalaya.alert.receiver.CustomConfig;
import io.atalaya.alert.receiver.Delivery;
import io.atalaya.alert.receiver.DialogueConfig;
import io.atalaya.alert.receiver.DingTalkConfig;
import io.atalaya.alert.receiver.DiscordConfig;
import io.atalaya.alert.receiver.EmailConfig;
import io.atalaya.alert.receiver.FeishuConfig;
import io.atalaya.alert.receiver.GoogleChatConfig;
import io.atalaya.alert.receiver.HttpReceiverConfig;
import io.atalaya.alert.receiver.IncidentIoConfig;
import io.atalaya.alert.receiver.JiraConfig;
import io.atalaya.alert.receiver.MattermostConfig;
import io.atalaya.alert.receiver.NtfyConfig;
import io.atalaya.alert.receiver.OpsgenieConfig;
import io.atalaya.alert.receiver.PagerDutyConfig;
import io.atalaya.alert.receiver.PushoverConfig;
import io.atalaya.alert.receiver.Receiver;
import io.atalaya.alert.receiver.ReceiverConfig;
import io.atalaya.alert.receiver.RocketChatConfig;
import io.atalaya.alert.receiver.SlackConfig;
import io.atalaya.alert.receiver.SmsConfig;
import io.atalaya.alert.receiver.SnsConfig;
import io.atalaya.alert.receiver.TeamsConfig;
import io.atalaya.alert.receiver.TelegramConfig;
import io.atalaya.alert.receiver.TemplateFile;
import io.atalaya.alert.receiver.VictorOpsConfig;
import io.atalaya.alert.receiver.WeChatConfig;
import io.atalaya.alert.receiver.WeComConfig;
import io.atalaya.alert.receiver.WebexConfig;
import io.atalaya.alert.receiver.WebhookConfig;
import io.atalaya.alert.template.Limits;
import io.atalaya.alert.template.NotificationTemplates;
import io.atalaya.model.Notifier;
import io.atalaya.model.http.AccessTokens;
import io.atalaya.model.http.HttpClientConfig;
import io.atalaya.model.http.TlsContexts;
import java.io.IOException;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes what delivers from what is configured. */
public final class Notifiers {
  private final NotificationTemplates templates;
  private final InstantSource clock;
  private final Map<String, String> environment;
  private final ActionRunner actions;
  private final PostedMessages posted;
  private final TlsContexts contexts = new TlsContexts();
  private final AccessTokens tokens;

  /**
   * What makes notifiers that use these templates and find no proxies in the environment.
   *
   * @param files templates of the configuration, later ones replacing earlier ones
   * @throws io.atalaya.alert.template.TemplateException if a file is no template
   */
  public Notifiers(List<TemplateFile> files, InstantSource clock) {
    this(files, clock, Map.of(), ActionRunner.none(), PostedMessages.ofThisRun());
  }

  /**
   * What makes notifiers that use these templates.
   *
   * @param files templates of the configuration, later ones replacing earlier ones
   * @param environment where proxies are looked up if the configuration says so
   * @param actions runs actions
   * @param posted knows the messages that later ones change
   * @throws io.atalaya.alert.template.TemplateException if a file is no template
   */
  public Notifiers(
      List<TemplateFile> files,
      InstantSource clock,
      Map<String, String> environment,
      ActionRunner actions,
      PostedMessages posted) {
    this.actions = actions;
    this.posted = posted;
    this.clock = clock;
    this.environment = Map.copyOf(environment);
    tokens = new AccessTokens(contexts, environment, clock::millis);
    templates = new NotificationTemplates(Limits.DEFAULT, clock);
    files.forEach(file -> templates.add(baseName(file.name()), file.text()));
  }

  private static String baseName(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** One notifier for each way of each receiver. */
  public Map<Channel, Notifier> of(List<Receiver> receivers) {
    Map<Channel, Notifier> notifiers = new LinkedHashMap<>();
    for (Receiver receiver : receivers) {
      receiver.channels().forEach((channel, config) -> notifiers.put(channel, of(channel, config)));
    }
    return notifiers;
  }

  private Notifier of(Channel channel, ReceiverConfig config) {
    return switch (config) {
      case ActionConfig action -> actions.notifier(channel, action, poster(action));
      case CustomConfig custom -> new CustomNotifier(custom);
      case DialogueConfig talk -> notifier(talk);
      case EmailConfig email -> new EmailNotifier(email, templates, contexts, clock);
      case HttpReceiverConfig http ->
          new HttpNotifier(
              dialect(channel, http),
              http.delivery(),
              templates,
              poster(http.delivery().http()),
              clock);
    };
  }

  private Notifier notifier(DialogueConfig config) {
    Dialogue dialogue =
        switch (config) {
          case JiraConfig jira -> new JiraDialogue(jira);
          case SnsConfig sns -> new SnsDialogue(sns, environment, clock);
          case WeChatConfig weChat -> new WeChatDialogue(weChat, clock);
        };
    Delivery delivery = config.delivery();
    return new DialogueNotifier(
        dialogue, templates, poster(delivery.http()), delivery.timeout(), clock);
  }

  private HttpPoster poster(HttpClientConfig http) {
    return new HttpPoster(http, contexts, tokens, environment, clock);
  }

  private ActionRunner.Poster poster(ActionConfig action) {
    if (!(action.call() instanceof ActionConfig.Http http)) {
      return (fields, id) -> new Notifier.Outcome.Refused("it has no URL");
    }
    HttpPoster poster = poster(http.http());
    return (fields, id) -> post(poster, action, http, Json.bytes(fields), id);
  }

  private static Notifier.Outcome post(
      HttpPoster poster, ActionConfig action, ActionConfig.Http http, byte[] json, String id) {
    try {
      String url = http.url().read().reveal();
      HttpMessage message = new HttpMessage("POST", url, "application/json", Map.of(), json);
      return switch (poster.exchange(message, id, action.limits().timeout())) {
        case HttpPoster.Reply.Failed(Notifier.Outcome outcome) -> outcome;
        case HttpPoster.Reply.Answered(HttpAnswer answer) -> answer.byStatus();
      };
    } catch (IOException e) {
      return new Notifier.Outcome.Refused("its URL cannot be read: " + e.getMessage());
    }
  }

  private Dialect dialect(Channel channel, HttpReceiverConfig config) {
    return switch (config) {
      case ConnectorConfig connector -> new ConnectorDialect(connector);
      case DingTalkConfig dingTalk -> new DingTalkDialect(dingTalk, clock);
      case DiscordConfig discord -> new DiscordDialect(discord);
      case FeishuConfig feishu -> new FeishuDialect(feishu, clock);
      case GoogleChatConfig googleChat -> new GoogleChatDialect(googleChat);
      case IncidentIoConfig incidentIo -> new IncidentIoDialect(incidentIo);
      case MattermostConfig mattermost -> new MattermostDialect(mattermost);
      case NtfyConfig ntfy -> new NtfyDialect(ntfy);
      case OpsgenieConfig opsgenie -> new OpsgenieDialect(opsgenie);
      case PagerDutyConfig pagerDuty -> new PagerDutyDialect(pagerDuty);
      case PushoverConfig pushover -> new PushoverDialect(pushover);
      case RocketChatConfig rocketChat -> new RocketChatDialect(rocketChat);
      case SlackConfig slack -> new SlackDialect(slack, channel, posted);
      case SmsConfig sms -> new SmsDialect(sms, clock);
      case TeamsConfig teams -> new TeamsDialect(teams);
      case TelegramConfig telegram -> new TelegramDialect(telegram);
      case VictorOpsConfig victorOps -> new VictorOpsDialect(victorOps);
      case WebexConfig webex -> new WebexDialect(webex);
      case WeComConfig weCom -> new WeComDialect(weCom);
      case WebhookConfig webhook -> new WebhookDialect(webhook);
    };
  }
}
