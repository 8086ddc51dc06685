package io.atalaya.collect.database;

import io.atalaya.collect.http.ExchangeException;
import io.atalaya.collect.http.ExchangeException.Reason;
import java.io.EOFException;
import java.net.SocketException;
import java.security.cert.CertificateException;
import java.sql.SQLException;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What a driver's exception means: SQL states of the standard, and each maker's own codes. */
final class SqlFailure {
  private static final int MAX_MESSAGE_LENGTH = 300;

  /** SQL Server: login failed; MySQL: access denied to a user, or to a database. */
  private static final Set<Integer> AUTH_CODES = Set.of(18456, 1045, 1044, 1698);

  /** MariaDB's limit of time, MySQL's, SQL Server's for locks. */
  private static final Set<Integer> TIMEOUT_CODES = Set.of(1969, 3024, 1222);

  private SqlFailure() {}

  static ExchangeException of(SQLException e, Dialing dialing) {
    if (dialing.expired()) {
      return expired(dialing, e);
    }
    ExchangeException fault = dialing.fault();
    if (fault != null) {
      return fault;
    }
    ExchangeException known = cause(e, ExchangeException.class);
    return known == null ? new ExchangeException(reason(e), message(e), e) : known;
  }

  private static ExchangeException expired(Dialing dialing, SQLException e) {
    try {
      dialing.deadline().left();
    } catch (ExchangeException timeout) {
      return timeout;
    }
    return new ExchangeException(Reason.TIMEOUT, "no answer in time", e);
  }

  private static Reason reason(SQLException e) {
    if (cause(e, CertificateException.class) != null) {
      return Reason.CERTIFICATE;
    }
    if (cause(e, SSLException.class) != null) {
      return Reason.TLS;
    }
    String state = e.getSQLState() == null ? "" : e.getSQLState();
    if (state.startsWith("28") || state.equals("08004") || AUTH_CODES.contains(e.getErrorCode())) {
      return Reason.AUTH;
    }
    if (state.equals("57014") || TIMEOUT_CODES.contains(e.getErrorCode())) {
      return Reason.TIMEOUT;
    }
    if (cause(e, SocketException.class) != null || cause(e, EOFException.class) != null) {
      return Reason.CONNECTION_CLOSED;
    }
    return state.startsWith("08") ? Reason.PROTOCOL : Reason.REFUSED;
  }

  private static <T extends Throwable> @Nullable T cause(Throwable e, Class<T> type) {
    int depth = 0;
    for (Throwable at = e; at != null && depth < 10; at = at.getCause()) {
      if (type.isInstance(at)) {
        return type.cast(at);
      }
      depth++;
    }
    return null;
  }

  /** The first line: the following ones hold the query, or where in the driver it happened. */
  private static String message(SQLException e) {
    String first = String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason given");
    return first.length() > MAX_MESSAGE_LENGTH ? first.substring(0, MAX_MESSAGE_LENGTH) : first;
  }
}
