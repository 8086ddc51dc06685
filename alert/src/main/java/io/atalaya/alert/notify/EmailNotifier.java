package io.atalaya.alert.notify;

import io.atalaya.alert.receiver.EmailConfig;
import io.atalaya.alert.receiver.SmtpConfig;
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
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;
import org.eclipse.angus.mail.util.MailConnectException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Mail over SMTP: one message for all recipients, one connection for each message. */
final class EmailNotifier implements Notifier {
  private static final Logger LOG = LoggerFactory.getLogger(EmailNotifier.class);
  private static final int CONNECT_TIMEOUT_MILLIS = 10_000;
  private static final int READ_TIMEOUT_MILLIS = 30_000;

  /** How much of a reason is shown to people. */
  private static final int MAX_REASON_CHARS = 300;

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

  /**
   * A way to log in.
   *
   * @param challenge whether the server's challenge is answered, so that the secret is not sent;
   *     else the server is sent a password
   */
  private record Login(String user, SecretSource secret, boolean challenge) {}

  @Override
  public Outcome send(Notification notification) {
    try {
      return deliver(composer.compose(Session.getInstance(new Properties()), notification));
    } catch (AddressException e) {
      return new Outcome.Refused("bad address: " + e.getMessage());
    } catch (MessagingException e) {
      return retry("writing the mail", e);
    } catch (IOException e) {
      return new Outcome.Retry("a secret or certificate cannot be read: " + e.getMessage(), null);
    }
  }

  private Outcome deliver(Message message) throws IOException {
    Transport transport;
    try {
      transport = connected();
    } catch (AuthenticationFailedException e) {
      return retry("the login was refused", e);
    } catch (MessagingException e) {
      return retry(connecting(e), e);
    }
    try {
      transport.sendMessage(message, message.getAllRecipients());
      return new Outcome.Delivered("taken by " + server());
    } catch (SendFailedException e) {
      return outcome(e);
    } catch (MessagingException e) {
      return retry("sending the message", e);
    } finally {
      close(transport);
    }
  }

  /** What was taken stays taken, however the parting goes. */
  private void close(Transport transport) {
    try {
      transport.close();
    } catch (MessagingException e) {
      LOG.debug("{}: taking leave: {}", server(), reason(e));
    }
  }

  /** A server that takes no answers to challenges may still take the password, if there is one. */
  private Transport connected() throws MessagingException, IOException {
    SmtpConfig smtp = config.smtp();
    if (smtp.username().isEmpty()) {
      return connected(null);
    }
    SecretSource password = smtp.password();
    if (smtp.secret() != null) {
      try {
        return connected(new Login(smtp.username(), smtp.secret(), true));
      } catch (AuthenticationFailedException e) {
        if (password == null) {
          throw e;
        }
      }
    }
    SecretSource known = password == null ? SecretSource.inline("") : password;
    return connected(new Login(smtp.username(), known, false));
  }

  private Transport connected(@Nullable Login login) throws MessagingException, IOException {
    Transport transport = Session.getInstance(properties(config.smtp(), login)).getTransport();
    if (login == null) {
      transport.connect();
    } else {
      transport.connect(login.user(), login.secret().read().reveal());
    }
    return transport;
  }

  private static String connecting(MessagingException e) {
    if (e instanceof MailConnectException) {
      return "connecting";
    }
    boolean tls = e.getNextException() instanceof SSLException;
    return tls || String.valueOf(e.getMessage()).contains("STARTTLS") ? "starting TLS" : "greeting";
  }

  private Outcome retry(String step, MessagingException e) {
    return new Outcome.Retry(at(step, e), null);
  }

  /** Where, at which step, and why, for people. */
  private String at(String step, MessagingException e) {
    return server() + ": " + step + ": " + reason(e);
  }

  private String server() {
    return config.smtp().host() + ":" + config.smtp().port();
  }

  /** A message that reached anybody has arrived: a second one would be a duplicate for them. */
  private Outcome outcome(SendFailedException e) {
    Address[] sent = e.getValidSentAddresses();
    if (sent != null && sent.length > 0) {
      return new Outcome.Delivered(
          "taken by %s for %s, refused for %s"
              .formatted(server(), InternetAddress.toString(sent), listed(e)));
    }
    String what = at(step(e), e);
    return isPermanent(e) ? new Outcome.Refused(what) : new Outcome.Retry(what, null);
  }

  private static String step(SendFailedException e) {
    return switch (innermost(e)) {
      case SMTPSenderFailedException sender -> "the sender was refused";
      case SMTPAddressFailedException recipient -> "the recipients were refused";
      default -> "the message was refused";
    };
  }

  /** The exception that says most: the server's own words, or what broke the connection. */
  private static Exception innermost(MessagingException e) {
    Exception next = e.getNextException();
    if (next instanceof MessagingException inner) {
      return innermost(inner);
    }
    return next == null ? e : next;
  }

  private static String listed(SendFailedException e) {
    Address[] invalid = e.getInvalidAddresses();
    List<Address> refused = invalid == null ? List.of() : Arrays.asList(invalid);
    return InternetAddress.toString(refused.toArray(Address[]::new));
  }

  /** Whether every refusal says so. */
  private static boolean isPermanent(MessagingException e) {
    int[] codes = codes(e).toArray();
    return codes.length > 0 && Arrays.stream(codes).allMatch(code -> code >= PERMANENT);
  }

  private static IntStream codes(MessagingException e) {
    IntStream own =
        switch (e) {
          case SMTPSendFailedException failed -> IntStream.of(failed.getReturnCode());
          case SMTPSenderFailedException failed -> IntStream.of(failed.getReturnCode());
          case SMTPAddressFailedException failed -> IntStream.of(failed.getReturnCode());
          default -> IntStream.empty();
        };
    return e.getNextException() instanceof MessagingException next
        ? IntStream.concat(own, codes(next))
        : own;
  }

  private static String reason(MessagingException e) {
    Exception cause = innermost(e);
    String message = String.valueOf(cause.getMessage()).strip().replaceAll("\\s+", " ");
    String kind =
        cause instanceof MessagingException ? "" : cause.getClass().getSimpleName() + ": ";
    String whole = kind + message;
    return whole.length() > MAX_REASON_CHARS ? whole.substring(0, MAX_REASON_CHARS) + "…" : whole;
  }

  private Properties properties(SmtpConfig smtp, @Nullable Login login) throws IOException {
    Properties p = new Properties();
    p.put("mail.transport.protocol", "smtp");
    p.put("mail.smtp.host", smtp.host());
    p.put("mail.smtp.port", Integer.toString(smtp.port()));
    p.put("mail.smtp.localhost", smtp.hello());
    p.put("mail.smtp.connectiontimeout", Integer.toString(CONNECT_TIMEOUT_MILLIS));
    p.put("mail.smtp.timeout", Integer.toString(READ_TIMEOUT_MILLIS));
    p.put("mail.smtp.writetimeout", Integer.toString(READ_TIMEOUT_MILLIS));
    p.put("mail.smtp.sendpartial", "true");
    boolean challenge = login != null && login.challenge();
    p.put("mail.smtp.auth", Boolean.toString(login != null));
    p.put("mail.smtp.auth.mechanisms", challenge ? "" : "PLAIN LOGIN");
    p.put("mail.smtp.sasl.enable", Boolean.toString(challenge));
    p.put("mail.smtp.sasl.mechanisms", "CRAM-MD5");
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
