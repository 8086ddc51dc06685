package io.atalaya.collect.exporter;

import io.atalaya.collect.host.Readings;
import io.atalaya.collect.http.Deadline;
import io.atalaya.collect.http.ExchangeException;
import io.atalaya.collect.http.ExchangeException.Reason;
import io.atalaya.collect.http.Network;
import io.atalaya.collect.http.OneCall;
import io.atalaya.model.Labels;
import io.atalaya.model.http.HttpClientConfig;
import io.atalaya.model.http.UrlHost;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * nginx with {@code stub_status}, under nginx-prometheus-exporter's names. The page:
 *
 * <pre>
 *   Active connections: 2
 *   server accepts handled requests
 *    16 16 31
 *   Reading: 0 Writing: 1 Waiting: 1
 * </pre>
 *
 * @param url of that page
 * @param http credentials, TLS, proxy
 */
public record NginxExporter(URI url, HttpClientConfig http) implements Exporter {
  private static final Pattern PAGE =
      Pattern.compile(
          "Active connections: +(\\d+)\\s+server accepts handled requests\\s+"
              + "(\\d+) +(\\d+) +(\\d+)\\s+Reading: +(\\d+) Writing: +(\\d+) Waiting: +(\\d+)\\s*");

  @Override
  public String kind() {
    return "nginx";
  }

  @Override
  public String upMetric() {
    return "nginx_up";
  }

  @Override
  public String address() {
    return UrlHost.of(url).toString();
  }

  @Override
  public void read(Readings out, Network network, Deadline deadline) throws ExchangeException {
    byte[] body = OneCall.get(http, network, url, deadline);
    Matcher page = PAGE.matcher(new String(body, StandardCharsets.UTF_8));
    if (!page.matches()) {
      throw new ExchangeException(Reason.PROTOCOL, url + " is no page of nginx' stub_status", null);
    }
    gauge(out, "active", "Connections that are open.", page.group(1));
    counter(out, "nginx_connections_accepted", "Connections accepted.", page.group(2));
    counter(out, "nginx_connections_handled", "Connections handled.", page.group(3));
    counter(out, "nginx_http_requests_total", "Requests.", page.group(4));
    gauge(out, "reading", "Connections whose request is read.", page.group(5));
    gauge(out, "writing", "Connections whose answer is written.", page.group(6));
    gauge(out, "waiting", "Connections that wait for a request.", page.group(7));
  }

  private static void gauge(Readings out, String name, String help, String value) {
    out.gauge("nginx_connections_" + name, help, Labels.empty(), Double.parseDouble(value));
  }

  private static void counter(Readings out, String name, String help, String value) {
    out.counter(name, help, Labels.empty(), Double.parseDouble(value));
  }
}
