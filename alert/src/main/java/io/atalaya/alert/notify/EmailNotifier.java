package io.atalaya.alert.notify;

import io.atalaya.alert.template.NotificationTemplates;
import io.atalaya.model.Notification;
import io.atalaya.model.Notifier;
import io.atalaya.model.SecretSource;
import io.atalaya.model.http.TlsContext;
import io.atalaya.model.http.TlsContexts;
import jakarta.mail.Address;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import javax.net.ssl.SSLContext;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;
import org.jspecify.annotations.Nullable;

/** Mail over SMTP: one message for all recipients, one connection for each message. */
final class EmailNotifier implements Notifier {
  private static final int CONNECT_TIMEOUT_MILLIS = 10_000;
  private static final int READ_TIMEOUT_MILLIS = 30_000;

  /** Replies from here on say that trying again is useless (RFC 5321, 4.2.1). */
  private static final int PERMANENT = 500;

  private final EmailConfig config;
  private final EmailComposer composer;
  private final TlsContexts contexts;

  EmailNotifier(
      EmailConfig config,
      NotificationTemplates templates,
      TlsContexts contexts,
      InstantSource clock) {
    this.config = config;
    this.contexts = contexts;
    composer = new EmailComposer(config, templates, clock);
  }

  @Override
  public Outcome send(Notification notification) {
    try {
      Session session = Session.getInstance(properties(config.smtp()));
      Message message = composer.compose(session, notification);
      return deliver(session, message);
    } catch (AddressException e) {
      return new Outcome.Refused("bad address: " + e.getMessage());
    } catch (MessagingException | IOException e) {
      return new Outcome.Retry(reason(e), null);
    }
  }

  private Outcome deliver(Session session, Message message) throws MessagingException, IOException {
    SmtpConfig smtp = config.smtp();
    try (Transport transport = session.getTransport()) {
      if (smtp.username().isEmpty()) {
        transport.connect();
      } else {
        transport.connect(smtp.username(), password(smtp.password()));
      }
      transport.sendMessage(message, message.getAllRecipients());
      return new Outcome.Delivered("taken by " + smtp.host() + ":" + smtp.port());
    } catch (AuthenticationFailedException e) {
      return new Outcome.Retry("the mail server refused the login: " + reason(e), null);
    } catch (SendFailedException e) {
      return outcome(e);
    }
  }

  private static String password(@Nullable SecretSource source) throws IOException {
    return source == null ? "" : source.read().reveal();
  }

  /** A message that reached anybody has arrived: a second one would be a duplicate for them. */
  private static Outcome outcome(SendFailedException e) {
    Address[] sent = e.getValidSentAddresses();
    if (sent != null && sent.length > 0) {
      return new Outcome.Delivered(
          "taken for " + sent.length + " recipients, refused for " + listed(e));
    }
    return isPermanent(e) ? new Outcome.Refused(reason(e)) : new Outcome.Retry(reason(e), null);
  }

  private static String listed(SendFailedException e) {
    Address[] invalid = e.getInvalidAddresses();
    List<Address> refused = invalid == null ? List.of() : Arrays.asList(invalid);
    return InternetAddress.toString(refused.toArray(Address[]::new));
  }

  private static boolean isPermanent(MessagingException e) {
    int code =
        switch (e) {
          case SMTPSendFailedException failed -> failed.getReturnCode();
          case SMTPSenderFailedException failed -> failed.getReturnCode();
          case SMTPAddressFailedException failed -> failed.getReturnCode();
          default -> 0;
        };
    if (code == 0 && e.getNextException() instanceof MessagingException next) {
      return isPermanent(next);
    }
    return code >= PERMANENT;
  }

  private static String reason(Exception e) {
    String message = String.valueOf(e.getMessage()).strip().replaceAll("\\s+", " ");
    return message.length() > 300 ? message.substring(0, 300) + "…" : message;
  }

  private Properties properties(SmtpConfig smtp) throws IOException {
    Properties p = new Properties();
    p.put("mail.transport.protocol", "smtp");
    p.put("mail.smtp.host", smtp.host());
    p.put("mail.smtp.port", Integer.toString(smtp.port()));
    p.put("mail.smtp.localhost", smtp.hello());
    p.put("mail.smtp.connectiontimeout", Integer.toString(CONNECT_TIMEOUT_MILLIS));
    p.put("mail.smtp.timeout", Integer.toString(READ_TIMEOUT_MILLIS));
    p.put("mail.smtp.writetimeout", Integer.toString(READ_TIMEOUT_MILLIS));
    p.put("mail.smtp.sendpartial", "true");
    p.put("mail.smtp.auth", Boolean.toString(!smtp.username().isEmpty()));
    p.put("mail.smtp.auth.mechanisms", "PLAIN LOGIN");
    if (!smtp.identity().isEmpty()) {
      p.put("mail.smtp.sasl.authorizationid", smtp.identity());
    }
    boolean startTls = !smtp.startsWithTls() && smtp.requireTls();
    p.put("mail.smtp.ssl.enable", Boolean.toString(smtp.startsWithTls()));
    p.put("mail.smtp.starttls.enable", Boolean.toString(startTls));
    p.put("mail.smtp.starttls.required", Boolean.toString(startTls));
    if (smtp.startsWithTls() || startTls) {
      SSLContext context = contexts.of(smtp.tls());
      p.put("mail.smtp.ssl.socketFactory", context.getSocketFactory());
      p.put("mail.smtp.ssl.checkserveridentity", identityIsChecked(smtp));
      p.put(
          "mail.smtp.ssl.protocols",
          String.join(" ", TlsContext.parameters(smtp.tls(), context).getProtocols()));
    }
    return p;
  }

  /** With a server name of its own, the context checks against that. */
  private static String identityIsChecked(SmtpConfig smtp) {
    return Boolean.toString(!smtp.tls().insecureSkipVerify() && smtp.tls().serverName().isEmpty());
  }
}
