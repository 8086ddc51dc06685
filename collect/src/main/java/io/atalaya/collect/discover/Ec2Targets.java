package io.atalaya.collect.discover;

import io.atalaya.collect.http.HttpCall.Header;
import io.atalaya.collect.http.Network;
import io.atalaya.model.Labels;
import io.atalaya.model.http.AwsKeyChain;
import io.atalaya.model.http.AwsSigner;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The machines of one region of Amazon's EC2. */
final class Ec2Targets implements TargetQuery {
  private static final Logger log = LoggerFactory.getLogger(Ec2Targets.class);
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final int MAX_PAGES = 1000;

  private final Discovery.Ec2 config;
  private final Registry registry;
  private final AwsSigner signer;
  private final Map<String, String> zoneIds = new HashMap<>();
  private String region = "";

  Ec2Targets(Discovery.Ec2 config, Network network, InstantSource clock) {
    this.config = config;
    this.registry = new Registry(config.http(), network);
    this.signer = new AwsSigner(config.signing(), "ec2", network.environment(), clock);
  }

  @Override
  public List<TargetGroup> ask() throws IOException {
    region = signer.region();
    learnZones();
    List<Labels> targets = new ArrayList<>();
    String token = "";
    for (int page = 0; page < MAX_PAGES; page++) {
      XmlTree answer = describe("DescribeInstances", token, config.filters());
      for (XmlTree reservation : answer.items("reservationSet")) {
        for (XmlTree instance : reservation.items("instancesSet")) {
          add(instance, reservation.text("ownerId"), targets);
        }
      }
      token = answer.text("nextToken");
      if (token.isEmpty()) {
        break;
      }
    }
    return List.of(new TargetGroup(targets, Labels.empty(), region));
  }

  /** Once; whoever may not ask for zones finds machines all the same. */
  private void learnZones() {
    if (!zoneIds.isEmpty()) {
      return;
    }
    try {
      describe("DescribeAvailabilityZones", "", Map.of())
          .items("availabilityZoneInfo")
          .forEach(zone -> zoneIds.put(zone.text("zoneName"), zone.text("zoneId")));
    } catch (IOException e) {
      log.debug("ec2_sd: zones are not known: {}", e.getMessage());
    }
  }

  private XmlTree describe(String action, String token, Map<String, List<String>> filters)
      throws IOException {
    // The signature wants parameters in the order of their bytes.
    Map<String, String> parameters = new TreeMap<>();
    parameters.put("Action", action);
    parameters.put("Version", "2016-11-15");
    if (!token.isEmpty()) {
      parameters.put("NextToken", token);
    }
    int filter = 1;
    for (Map.Entry<String, List<String>> e : new TreeMap<>(filters).entrySet()) {
      parameters.put("Filter." + filter + ".Name", e.getKey());
      for (int i = 0; i < e.getValue().size(); i++) {
        parameters.put("Filter." + filter + ".Value." + (i + 1), e.getValue().get(i));
      }
      filter++;
    }
    String query =
        parameters.entrySet().stream()
            .map(e -> Registry.encoded(e.getKey()) + "=" + Registry.encoded(e.getValue()))
            .collect(Collectors.joining("&"));
    String endpoint =
        config.endpoint() == null
            ? AwsKeyChain.address("ec2", region)
            : config.endpoint().toString().replaceFirst("/+$", "");
    URI url = URI.create(endpoint + "/?" + query);
    return XmlTree.parse(registry.get(url, signed(url), TIMEOUT).body());
  }

  private List<Header> signed(URI url) throws IOException {
    List<Header> headers = new ArrayList<>();
    signer.ofGet(url).forEach((name, value) -> headers.add(new Header(name, value)));
    return headers;
  }

  private void add(XmlTree instance, String owner, List<Labels> targets) {
    Ipv6 ipv6 = Ipv6.of(instance);
    String privateIp = instance.text("privateIpAddress");
    if (privateIp.isEmpty() && ipv6.first().isEmpty()) {
      return;
    }
    String publicIp = instance.text("ipAddress");
    String zone = instance.text("placement", "availabilityZone");
    String address = privateIp.isEmpty() ? ipv6.first() : privateIp;
    targets.add(
        withNetwork(
                new MetaLabels("ec2_")
                    .address(MetaLabels.hostPort(address, String.valueOf(config.port()))),
                instance)
            .set("instance_id", instance.text("instanceId"))
            .set("region", region)
            .set("owner_id", owner)
            .set("default_ipv6_address", ipv6.first())
            .set("private_ip", privateIp)
            .set("private_dns_name", instance.text("privateDnsName"))
            .set("platform", instance.text("platform"))
            .set("public_ip", publicIp)
            .set("public_dns_name", publicIp.isEmpty() ? "" : instance.text("dnsName"))
            .set("primary_ipv6_addresses", list(ipv6.primary()))
            .set("ipv6_addresses", list(ipv6.all()))
            .set("ami", instance.text("imageId"))
            .set("availability_zone", zone)
            .set("availability_zone_id", zoneIds.getOrDefault(zone, ""))
            .set("instance_state", instance.text("instanceState", "name"))
            .set("instance_type", instance.text("instanceType"))
            .set("instance_lifecycle", instance.text("instanceLifecycle"))
            .set("architecture", instance.text("architecture"))
            .each("tag_", tags(instance))
            .build());
  }

  private static MetaLabels withNetwork(MetaLabels labels, XmlTree instance) {
    if (instance.text("vpcId").isEmpty()) {
      return labels;
    }
    List<String> subnets =
        instance.items("networkInterfaceSet").stream()
            .map(n -> n.text("subnetId"))
            .filter(s -> !s.isEmpty())
            .distinct()
            .toList();
    return labels
        .set("vpc_id", instance.text("vpcId"))
        .set("primary_subnet_id", instance.text("subnetId"))
        .set("subnet_id", "," + String.join(",", subnets) + ",");
  }

  private static Map<String, String> tags(XmlTree instance) {
    Map<String, String> tags = new TreeMap<>();
    instance.items("tagSet").forEach(tag -> tags.put(tag.text("key"), tag.text("value")));
    return tags;
  }

  private static String list(List<String> texts) {
    return texts.isEmpty() ? "" : "," + String.join(",", texts) + ",";
  }

  /** The addresses of a machine; a primary one stands at its device's place. */
  private record Ipv6(List<String> primary, List<String> all) {
    private static final int MAX_DEVICES = 64;

    static Ipv6 of(XmlTree instance) {
      TreeMap<Integer, String> primary = new TreeMap<>();
      List<String> all = new ArrayList<>();
      for (XmlTree device : instance.items("networkInterfaceSet")) {
        for (XmlTree address : device.items("ipv6AddressesSet")) {
          all.add(address.text("ipv6Address"));
          if (address.text("isPrimaryIpv6").equals("true")) {
            primary.put(index(device), address.text("ipv6Address"));
          }
        }
      }
      int count = primary.isEmpty() ? 0 : primary.lastKey() + 1;
      List<String> placed = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        placed.add(primary.getOrDefault(i, ""));
      }
      return new Ipv6(placed, all);
    }

    private static int index(XmlTree device) {
      String text = device.text("attachment", "deviceIndex");
      return text.matches("[0-9]{1,2}") ? Math.min(Integer.parseInt(text), MAX_DEVICES) : 0;
    }

    String first() {
      return java.util.stream.Stream.concat(primary.stream(), all.stream())
          .filter(a -> !a.isEmpty())
          .findFirst()
          .orElse("");
    }
  }

  @Override
  public void close() {
    registry.close();
  }
}
