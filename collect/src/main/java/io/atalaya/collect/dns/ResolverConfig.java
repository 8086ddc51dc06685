package io.atalaya.collect.dns;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What {@code resolv.conf} says.
 *
 * @param servers whom to ask, in this order
 * @param search domains in which names with few dots are looked for
 * @param ndots how many dots make a name that is tried as it is first; 1 by default
 */
public record ResolverConfig(List<InetSocketAddress> servers, List<String> search, int ndots) {
  private static final int PORT = 53;

  public ResolverConfig {
    servers = List.copyOf(servers);
    search = List.copyOf(search);
  }

  /**
   * The operating system's.
   *
   * @throws IOException if there is none
   */
  public static ResolverConfig system() throws IOException {
    return parse(Files.readString(Path.of("/etc/resolv.conf"), StandardCharsets.UTF_8));
  }

  /** Lines of {@code nameserver}, {@code search}, {@code domain} and {@code options}. */
  static ResolverConfig parse(String text) {
    List<InetSocketAddress> servers = new ArrayList<>();
    List<String> search = List.of();
    int ndots = 1;
    for (String line : text.split("\n")) {
      List<String> words = List.of(line.strip().split("[ \t]+"));
      List<String> values = words.subList(1, words.size());
      switch (words.getFirst()) {
        case "nameserver" ->
            values.stream().limit(1).map(v -> new InetSocketAddress(v, PORT)).forEach(servers::add);
        case "search", "domain" -> search = values;
        case "options" -> ndots = ndots(values, ndots);
        default -> {
          // Comments and what other resolvers understand.
        }
      }
    }
    return new ResolverConfig(servers, search, ndots);
  }

  private static int ndots(List<String> options, int otherwise) {
    return options.stream()
        .filter(o -> o.matches("ndots:[0-9]{1,2}"))
        .map(o -> Integer.parseInt(o.substring("ndots:".length())))
        .reduce(otherwise, (_, last) -> last);
  }

  /** The full names to try for a name, in order. */
  List<String> candidates(String name) {
    if (name.endsWith(".")) {
      return List.of(name);
    }
    List<String> all = new ArrayList<>();
    search.forEach(domain -> all.add(name + "." + domain + (domain.endsWith(".") ? "" : ".")));
    boolean first = name.chars().filter(c -> c == '.').count() >= ndots;
    all.add(first ? 0 : all.size(), name + ".");
    return all;
  }
}
