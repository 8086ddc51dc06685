package io.atalaya.alert.notify;

import io.atalaya.model.Notification;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.MimeUtility;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes the mail of a notification. A template that fails is replaced by our own text with a line
 * that says so: an alert is never lost because of its text.
 */
final class EmailComposer {
  private static final String UTF_8 = StandardCharsets.UTF_8.name();

  private final EmailConfig config;
  private final MessageTexts texts;
  private final InstantSource clock;

  EmailComposer(EmailConfig config, MessageTexts texts, InstantSource clock) {
    this.config = config;
    this.texts = texts;
    this.clock = clock;
  }

  /** A message whose {@code Message-ID} is not made up anew when it is sent. */
  private static final class StableMessage extends MimeMessage {
    private final String id;

    StableMessage(Session session, String id) {
      super(session);
      this.id = id;
    }

    @Override
    protected void updateMessageID() throws MessagingException {
      if (getHeader("Message-ID") == null) {
        setHeader("Message-ID", id);
      }
    }
  }

  /**
   * Writes the mail.
   *
   * @throws jakarta.mail.internet.AddressException if an address is none
   */
  Message compose(Session session, Notification notification) throws MessagingException {
    DefaultMessage ours = new DefaultMessage(notification, clock.instant());
    Failures failures = new Failures();
    String from = failures.or(config.from(), () -> texts.expand(config.from(), notification));
    String to = failures.or(config.to(), () -> texts.expand(config.to(), notification));
    InternetAddress sender =
        InternetAddress.parse(from).length == 0
            ? new InternetAddress(from)
            : InternetAddress.parse(from)[0];
    MimeMessage message = new StableMessage(session, messageId(notification.id(), sender));
    message.setFrom(sender);
    message.setRecipients(Message.RecipientType.TO, InternetAddress.parse(to));
    message.setSubject(oneLine(ours.subject()), UTF_8);
    message.setSentDate(Date.from(clock.instant()));
    thread(message, notification);
    addHeaders(message, notification, failures);
    message.setContent(body(notification, ours, failures));
    message.saveChanges();
    return message;
  }

  private static String messageId(String id, InternetAddress sender) {
    String address = sender.getAddress();
    String domain = address.substring(address.indexOf('@') + 1);
    return "<" + id + "@" + domain + ">";
  }

  private void addHeaders(MimeMessage message, Notification notification, Failures failures)
      throws MessagingException {
    for (Map.Entry<String, String> header : config.headers().entrySet()) {
      String value = failures.or(null, () -> texts.expand(header.getValue(), notification));
      if (value != null) {
        message.setHeader(header.getKey(), encoded(oneLine(value)));
      }
    }
  }

  private static String encoded(String value) throws MessagingException {
    try {
      return MimeUtility.encodeText(value, UTF_8, "Q");
    } catch (UnsupportedEncodingException e) {
      throw new MessagingException("this Java has no UTF-8", e);
    }
  }

  /** A line end in a header would start another header. */
  private static String oneLine(String value) {
    return value.replaceAll("[\\r\\n]+", " ").strip();
  }

  /** Mail programs gather what refers to the same message, even if that does not exist. */
  private void thread(MimeMessage message, Notification notification) throws MessagingException {
    String day =
        switch (config.threading()) {
          case OFF -> null;
          case GROUP -> "";
          case DAILY -> "-" + LocalDate.ofInstant(notification.due(), ZoneOffset.UTC);
        };
    if (day != null) {
      String root = "<group-" + Hash.of(notification.groupKey()) + day + "@atalaya>";
      message.setHeader("References", root);
      message.setHeader("In-Reply-To", root);
    }
  }

  /** The plain part first: programs show the last one that they understand (RFC 2046, 5.1.4). */
  private MimeMultipart body(Notification notification, DefaultMessage ours, Failures failures)
      throws MessagingException {
    String html =
        part(config.html(), ours.html(), failures, t -> texts.expandHtml(t, notification));
    String text = part(config.text(), ours.text(), failures, t -> texts.expand(t, notification));
    MimeMultipart body = new MimeMultipart("alternative");
    if (!failures.isEmpty()) {
      add(body, failures.line() + "\n\n" + ours.text(), "plain");
      return body;
    }
    if (!text.isEmpty()) {
      add(body, withLateLine(config.text(), text, ours), "plain");
    }
    if (!html.isEmpty()) {
      add(body, html, "html");
    }
    if (body.getCount() == 0) {
      add(body, ours.text(), "plain");
    }
    return body;
  }

  private static String withLateLine(@Nullable String template, String text, DefaultMessage ours) {
    return template == null ? text : ours.lateLine().map(l -> l + "\n\n").orElse("") + text;
  }

  private interface Expansion {
    String of(String template);
  }

  private static String part(
      @Nullable String template, String ours, Failures failures, Expansion expansion) {
    if (template == null || template.isEmpty()) {
      return template == null ? ours : "";
    }
    String expanded = failures.or(null, () -> expansion.of(template));
    return expanded == null ? ours : expanded;
  }

  private static void add(MimeMultipart body, String content, String subtype)
      throws MessagingException {
    MimeBodyPart part = new MimeBodyPart();
    part.setText(content, UTF_8, subtype);
    body.addBodyPart(part);
  }
}
