package io.atalaya.alert.outbox;

import io.atalaya.alert.journal.RecordInput;
import io.atalaya.alert.journal.RecordOutput;
import io.atalaya.alert.receiver.Channel;
import io.atalaya.model.Labels;
import io.atalaya.model.Notification;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The records of the outbox's file; the package says what they look like. */
final class OutboxCodec {
  static final int TOLD = 1;
  static final int SEND = 2;
  static final int DONE = 3;
  static final int SEND_WITH_EVIDENCE = 4;

  private OutboxCodec() {}

  static byte[] told(Conversation of, Told told, Instant expires) {
    RecordOutput out = new RecordOutput(TOLD);
    writeConversation(out, of);
    writeTold(out, told);
    return out.instant(expires).toBytes();
  }

  static byte[] send(OutboxEntry entry) {
    RecordOutput out = new RecordOutput(SEND_WITH_EVIDENCE);
    writeConversation(out, entry.conversation());
    writeTold(out, entry.told());
    out.instant(entry.expires());
    Told before = entry.before();
    out.bool(before != null);
    if (before != null) {
      writeTold(out, before);
    }
    writeNotification(out, entry.notification());
    return out.toBytes();
  }

  static byte[] done(String id, boolean delivered) {
    return new RecordOutput(DONE).text(id).bool(delivered).toBytes();
  }

  /** The rest of a record of one of both kinds of SEND. */
  static OutboxEntry readEntry(RecordInput in, boolean withEvidence) {
    Conversation of = readConversation(in);
    Told told = readTold(in);
    Instant expires = in.instant();
    Told before = in.bool() ? readTold(in) : null;
    return new OutboxEntry(of, told, expires, before, readNotification(in, of, withEvidence));
  }

  private static void writeConversation(RecordOutput out, Conversation of) {
    Channel channel = of.channel();
    out.text(channel.receiver()).text(channel.kind()).number(channel.index());
    out.text(of.groupKey());
  }

  static Conversation readConversation(RecordInput in) {
    return new Conversation(new Channel(in.text(), in.text(), in.int32()), in.text());
  }

  private static void writeTold(RecordOutput out, Told told) {
    out.instant(told.at());
    writeSet(out, told.firing());
    writeSet(out, told.resolved());
    writeSet(out, told.believed());
  }

  static Told readTold(RecordInput in) {
    return new Told(in.instant(), readSet(in), readSet(in), readSet(in));
  }

  private static void writeSet(RecordOutput out, Set<Long> fingerprints) {
    out.number(fingerprints.size());
    new TreeSet<>(fingerprints).forEach(out::number);
  }

  private static Set<Long> readSet(RecordInput in) {
    int count = in.count();
    Set<Long> fingerprints = HashSet.newHashSet(count);
    for (int i = 0; i < count; i++) {
      fingerprints.add(in.int64());
    }
    return fingerprints;
  }

  private static void writeNotification(RecordOutput out, Notification notification) {
    out.text(notification.id())
        .text(notification.reason())
        .labels(notification.groupLabels())
        .labels(Labels.of(notification.routeLabels()))
        .number(notification.truncatedAlerts())
        .text(notification.externalUrl())
        .instant(notification.due())
        .number(notification.alerts().size());
    for (Notification.Alert alert : notification.alerts()) {
      out.labels(alert.labels())
          .labels(alert.annotations())
          .instant(alert.startsAt())
          .instant(alert.endsAt())
          .text(alert.generatorUrl())
          .bool(alert.firing())
          .evidence(alert.evidence());
    }
  }

  private static Notification readNotification(
      RecordInput in, Conversation of, boolean withEvidence) {
    String id = in.text();
    String reason = in.text();
    Labels groupLabels = in.labels();
    Map<String, String> routeLabels = in.labels().toMap();
    int truncated = in.int32();
    String externalUrl = in.text();
    Instant due = in.instant();
    List<Notification.Alert> alerts = new ArrayList<>();
    for (int n = in.count(); n > 0; n--) {
      alerts.add(
          new Notification.Alert(
              in.labels(),
              in.labels(),
              in.instant(),
              in.instant(),
              in.text(),
              in.bool(),
              withEvidence ? in.evidence() : null));
    }
    return new Notification(
        id,
        of.channel().receiver(),
        of.groupKey(),
        reason,
        groupLabels,
        routeLabels,
        alerts,
        truncated,
        externalUrl,
        due);
  }
}
