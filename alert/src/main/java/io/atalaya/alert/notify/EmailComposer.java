package io.atalaya.alert.notify;

import io.atalaya.alert.receiver.EmailConfig;
import io.atalaya.alert.template.NotificationTemplates;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes the mail of a notification. A template that fails is replaced by our own text with a line
 * that says so: an alert is never lost because of its text.
 */
final class EmailComposer {
  private static final String UTF_8 = StandardCharsets.UTF_8.name();
  private static final String SUBJECT = "{{ template \"email.default.subject\" . }}";
  private static final String HTML = "{{ template \"email.default.html\" . }}";
  private static final Pattern BODY = Pattern.compile("(?i)<body[^>]*>");

  private final EmailConfig config;
  private final NotificationTemplates templates;
  private final InstantSource clock;

  EmailComposer(EmailConfig config, NotificationTemplates templates, InstantSource clock) {
    this.config = config;
    this.templates = templates;
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
    Texts texts = new Texts(templates, notification);
    PlainMessage plain = new PlainMessage(notification, clock.instant());
    InternetAddress from = new InternetAddress(texts.text(config.from(), config.from()));
    MimeMessage message = new StableMessage(session, messageId(notification.id(), from));
    message.setFrom(from);
    message.setRecipients(
        Message.RecipientType.TO, InternetAddress.parse(texts.text(config.to(), config.to())));
    message.setSubject(oneLine(texts.text(SUBJECT, plain.subject())), UTF_8);
    message.setSentDate(Date.from(clock.instant()));
    thread(message, notification);
    addHeaders(message, texts);
    message.setContent(body(texts, plain));
    message.saveChanges();
    return message;
  }

  private static String messageId(String id, InternetAddress sender) {
    String address = sender.getAddress();
    String domain = address.substring(address.indexOf('@') + 1);
    return "<" + id + "@" + domain + ">";
  }

  /** A header whose template fails keeps what it had before. */
  private void addHeaders(MimeMessage message, Texts texts) throws MessagingException {
    for (Map.Entry<String, String> header : config.headers().entrySet()) {
      String value = oneLine(texts.text(header.getValue(), ""));
      if (!value.isEmpty()) {
        message.setHeader(header.getKey(), encoded(value));
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
  private MimeMultipart body(Texts texts, PlainMessage plain) throws MessagingException {
    String text = config.text() == null ? plain.text() : texts.text(config.text(), "");
    String html = texts.html(config.html() == null ? HTML : config.html(), "");
    MimeMultipart body = new MimeMultipart("alternative");
    if (texts.failed()) {
      add(body, texts.failureLine() + "\n\n" + plain.text(), "plain");
      return body;
    }
    String late = plain.lateLine();
    if (!text.isEmpty() || html.isEmpty()) {
      add(body, late + (text.isEmpty() ? plain.text() : text), "plain");
    }
    if (!html.isEmpty()) {
      add(body, withLateLine(html, late), "html");
    }
    return body;
  }

  /** Puts the line at the start of the page, or before it if the page has no body element. */
  private static String withLateLine(String html, String late) {
    if (late.isEmpty()) {
      return html;
    }
    String paragraph = "<p><strong>" + late.strip() + "</strong></p>\n";
    Matcher body = BODY.matcher(html);
    return body.find()
        ? html.substring(0, body.end()) + "\n" + paragraph + html.substring(body.end())
        : paragraph + html;
  }

  private static void add(MimeMultipart body, String content, String subtype)
      throws MessagingException {
    MimeBodyPart part = new MimeBodyPart();
    part.setText(content, UTF_8, subtype);
    body.addBodyPart(part);
  }
}
