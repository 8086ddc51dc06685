package io.atalaya.alert.receiver;

/** A receiver that is reached over HTTP, in words of its own. */
public sealed interface HttpReceiverConfig extends ReceiverConfig
    permits ConnectorConfig,
        DingTalkConfig,
        DiscordConfig,
        FeishuConfig,
        GoogleChatConfig,
        IncidentIoConfig,
        MattermostConfig,
        NtfyConfig,
        OpsgenieConfig,
        PagerDutyConfig,
        PushoverConfig,
        RocketChatConfig,
        SlackConfig,
        SmsConfig,
        TeamsConfig,
        TelegramConfig,
        VictorOpsConfig,
        WeComConfig,
        WebexConfig,
        WebhookConfig {
  Delivery delivery();

  @Override
  default boolean sendResolved() {
    return delivery().sendResolved();
  }
}
