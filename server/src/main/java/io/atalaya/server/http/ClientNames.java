package io.atalaya.server.http;

import java.net.InetAddress;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;

/** Lets in clients whose certificates have one of some names; whoever shows none is not asked. */
final class ClientNames {
  /** Kinds of alternative names (RFC 5280, 4.2.1.6): mail address, DNS name, URI, IP address. */
  private static final Set<Integer> KINDS = Set.of(1, 2, 6, 7);

  private static final int IP_ADDRESS = 7;

  private final Set<String> allowed = new HashSet<>();

  ClientNames(List<String> allowed) {
    allowed.forEach(name -> this.allowed.add(plain(name)));
  }

  boolean permit(Request request) {
    if (allowed.isEmpty()
        || !(request.getAttribute(EndPoint.SslSessionData.ATTRIBUTE)
            instanceof EndPoint.SslSessionData session)) {
      return true;
    }
    X509Certificate[] chain = session.peerCertificates();
    return chain == null || chain.length == 0 || hasAllowedName(chain[0]);
  }

  private boolean hasAllowedName(X509Certificate certificate) {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      return names != null && names.stream().anyMatch(this::isAllowed);
    } catch (CertificateParsingException e) {
      return false;
    }
  }

  private boolean isAllowed(List<?> name) {
    return name.get(0) instanceof Integer kind
        && KINDS.contains(kind)
        && name.get(1) instanceof String text
        && allowed.contains(kind == IP_ADDRESS ? plain(text) : text);
  }

  /** An address in the one way that Java writes it; any other name as it is. */
  private static String plain(String name) {
    try {
      return InetAddress.ofLiteral(name).getHostAddress();
    } catch (IllegalArgumentException e) {
      return name;
    }
  }
}
