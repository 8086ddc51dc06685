package io.atalaya.server.config;

import io.atalaya.collect.check.CheckConfig;
import io.atalaya.collect.check.net.RoutedCheck;
import io.atalaya.collect.http.AddressPolicy;
import io.atalaya.collect.http.AddressPolicy.Family;
import io.atalaya.server.config.yaml.Section;
import java.net.InetAddress;

/** The keys of blackbox_exporter's probers that say which address of a name is asked. */
final class BlackboxAddress {
  private BlackboxAddress() {}

  /** Reads them; a source address only where the prober knows one. */
  static AddressPolicy read(Section s, boolean withSource) {
    String preferred = s.text("preferred_ip_protocol", "");
    boolean six = preferred.isEmpty() || preferred.equals("ip6");
    boolean fallback = s.flag("ip_protocol_fallback", true);
    InetAddress source = null;
    if (withSource) {
      source = s.parsed("source_ip_address", InetAddress::ofLiteral).orElse(null);
    }
    return new AddressPolicy(six ? Family.IP6 : Family.IP4, fallback, true, source);
  }

  static CheckConfig routed(CheckConfig check, AddressPolicy policy) {
    return new RoutedCheck(check, policy, null, "");
  }
}
