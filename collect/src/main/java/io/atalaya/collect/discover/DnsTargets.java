package io.atalaya.collect.discover;

import io.atalaya.collect.dns.DnsClient;
import io.atalaya.collect.dns.DnsRecord;
import io.atalaya.model.Labels;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The targets behind names of the DNS. A name that cannot be asked for keeps those it had. */
final class DnsTargets implements TargetQuery {
  private static final Logger log = LoggerFactory.getLogger(DnsTargets.class);
  private static final int SRV_PORT = 2;
  private static final int SRV_TARGET = 3;

  private final Discovery.Dns config;
  private final DnsClient client;
  private final Map<String, TargetGroup> groups = new HashMap<>();

  DnsTargets(Discovery.Dns config, DnsClient client) {
    this.config = config;
    this.client = client;
  }

  @Override
  public List<TargetGroup> ask() throws IOException {
    List<TargetGroup> found = new ArrayList<>();
    for (String name : config.names()) {
      try {
        groups.put(name, lookup(name));
      } catch (IOException e) {
        log.error("dns_sd: {} keeps its former targets: {}", name, e.getMessage());
      }
      Optional.ofNullable(groups.get(name)).ifPresent(found::add);
    }
    return found;
  }

  private TargetGroup lookup(String name) throws IOException {
    List<Labels> targets = new ArrayList<>();
    for (DnsRecord record : client.lookup(name, config.type().name()).answers()) {
      // A CNAME on the way to an address is no target.
      if (record.type().equals(config.type().name())) {
        targets.add(target(name, record));
      }
    }
    return new TargetGroup(targets, Labels.empty(), name);
  }

  private Labels target(String name, DnsRecord record) {
    MetaLabels labels = new MetaLabels("dns_").set("name", name);
    List<String> fields = record.fields();
    String last = fields.getLast();
    String port = String.valueOf(config.port());
    switch (config.type()) {
      case A, AAAA -> labels.address(MetaLabels.hostPort(last, port));
      case SRV ->
          labels
              .address(MetaLabels.hostPort(unrooted(fields.get(SRV_TARGET)), fields.get(SRV_PORT)))
              .set("srv_record_target", fields.get(SRV_TARGET))
              .set("srv_record_port", fields.get(SRV_PORT));
      case MX ->
          labels.address(MetaLabels.hostPort(unrooted(last), port)).set("mx_record_target", last);
      case NS ->
          labels.address(MetaLabels.hostPort(unrooted(last), port)).set("ns_record_target", last);
    }
    return labels.build();
  }

  private static String unrooted(String name) {
    return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
  }
}
