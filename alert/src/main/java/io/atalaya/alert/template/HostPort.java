package io.atalaya.alert.template;

import org.jspecify.annotations.Nullable;

/** The label {@code instance} taken apart: {@code host:port}, {@code [address]:port}, or a host. */
final class HostPort {
  private HostPort() {}

  static String withoutPort(String hostPort) {
    String host = host(hostPort);
    return host == null ? hostPort : host;
  }

  static String withoutDomain(String hostPort) {
    String host = host(hostPort);
    String whole = host == null ? hostPort : host;
    if (isAddress(whole)) {
      return hostPort;
    }
    int dot = whole.indexOf('.');
    String name = dot < 0 ? whole : whole.substring(0, dot);
    String port = host == null ? "" : hostPort.substring(hostPort.lastIndexOf(':') + 1);
    if (port.isEmpty()) {
      return name;
    }
    return name.indexOf(':') < 0 ? name + ":" + port : "[" + name + "]:" + port;
  }

  /** The part before the port, without brackets, or null if there is no port. */
  private static @Nullable String host(String hostPort) {
    int colon = hostPort.lastIndexOf(':');
    if (colon < 0) {
      return null;
    }
    String host = hostPort.substring(0, colon);
    if (host.startsWith("[")) {
      boolean closed = host.indexOf(']') == host.length() - 1;
      return closed && host.indexOf('[', 1) < 0 ? host.substring(1, host.length() - 1) : null;
    }
    boolean ambiguous = host.indexOf(':') >= 0 || host.indexOf('[') >= 0 || host.indexOf(']') >= 0;
    String port = hostPort.substring(colon + 1);
    return ambiguous || port.indexOf('[') >= 0 || port.indexOf(']') >= 0 ? null : host;
  }

  private static boolean isAddress(String host) {
    return isIpv4(host) || (host.indexOf(':') >= 0 && isIpv6(host));
  }

  private static boolean isIpv4(String host) {
    String[] parts = host.split("\\.", -1);
    if (parts.length != 4) {
      return false;
    }
    for (String part : parts) {
      boolean digits = !part.isEmpty() && part.length() <= 3;
      digits = digits && part.chars().allMatch(c -> c >= '0' && c <= '9');
      boolean leadingZero = part.length() > 1 && part.startsWith("0");
      if (!digits || leadingZero || Integer.parseInt(part) > 255) {
        return false;
      }
    }
    return true;
  }

  private static boolean isIpv6(String host) {
    int gap = host.indexOf("::");
    if (gap >= 0 && host.indexOf("::", gap + 1) >= 0) {
      return false;
    }
    String[] groups = host.split(":", -1);
    int count = 0;
    for (int i = 0; i < groups.length; i++) {
      boolean last = i == groups.length - 1;
      if (last && isIpv4(groups[i])) {
        count += 2;
      } else if (!groups[i].isEmpty()) {
        count++;
        if (!isHexGroup(groups[i])) {
          return false;
        }
      } else if (gap < 0) {
        return false;
      }
    }
    boolean danglingColon =
        (host.startsWith(":") && gap != 0) || (host.endsWith(":") && gap != host.length() - 2);
    return !danglingColon && (gap >= 0 ? count < 8 : count == 8);
  }

  private static boolean isHexGroup(String group) {
    return group.length() <= 4 && group.chars().allMatch(c -> Character.digit(c, 16) >= 0);
  }
}
