package io.atalaya.server.http;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Which endpoint answers which method and path.
 *
 * <p>A pattern is a path whose parts may be {@code {name}} (one part) or, at the end, {@code
 * {name*}} (all that follows, perhaps nothing). A literal part goes before a named one; a pattern
 * given twice is an error. HEAD is answered by GET, OPTIONS for every path.
 */
public final class Routes {
  private record Route(String pattern, List<String> parts, Endpoint endpoint) {}

  /** What a path leads to. */
  sealed interface Match {
    record Found(Endpoint endpoint, String pattern, Map<String, String> parameters)
        implements Match {}

    record WrongMethod(Set<String> allowed) implements Match {}

    record NotFound() implements Match {}
  }

  private final Map<String, List<Route>> byMethod = new HashMap<>();
  private final Set<String> withoutLogin = new HashSet<>();

  /** Routes found for paths that are patterns themselves, by method; no more than there are. */
  private final Map<String, Map<String, Match.Found>> literal = new ConcurrentHashMap<>();

  public Routes get(String pattern, Endpoint endpoint) {
    return add("GET", pattern, endpoint);
  }

  public Routes post(String pattern, Endpoint endpoint) {
    return add("POST", pattern, endpoint);
  }

  public Routes put(String pattern, Endpoint endpoint) {
    return add("PUT", pattern, endpoint);
  }

  public Routes delete(String pattern, Endpoint endpoint) {
    return add("DELETE", pattern, endpoint);
  }

  /** Both GET and POST, as most of Prometheus' API. */
  public Routes getOrPost(String pattern, Endpoint endpoint) {
    return get(pattern, endpoint).post(pattern, endpoint);
  }

  /** Lets everybody ask what a pattern answers; its endpoint decides who may. */
  public Routes withoutLogin(String pattern) {
    withoutLogin.add(pattern);
    return this;
  }

  /** Every method and pattern, such as {@code GET /api/v1/query}, sorted. */
  public List<String> addresses() {
    return byMethod.entrySet().stream()
        .flatMap(e -> e.getValue().stream().map(route -> e.getKey() + " " + route.pattern()))
        .sorted()
        .toList();
  }

  boolean needsLogin(String method, String path) {
    return !(find(method, path) instanceof Match.Found found
        && withoutLogin.contains(found.pattern()));
  }

  private Routes add(String method, String pattern, Endpoint endpoint) {
    List<Route> routes = byMethod.computeIfAbsent(method, m -> new ArrayList<>());
    if (routes.stream().anyMatch(r -> r.pattern().equals(pattern))) {
      throw new IllegalArgumentException(method + " " + pattern + " is routed twice");
    }
    routes.add(new Route(pattern, split(pattern), endpoint));
    literal.clear();
    routes.sort((a, b) -> compareParts(a.parts(), b.parts()));
    return this;
  }

  /** Literal parts sort before named ones, so the first match is the closest. */
  private static int compareParts(List<String> a, List<String> b) {
    for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
      int c = Integer.compare(rank(a.get(i)), rank(b.get(i)));
      if (c != 0) {
        return c;
      }
    }
    return Integer.compare(b.size(), a.size());
  }

  private static int rank(String part) {
    return part.endsWith("*}") ? 2 : part.startsWith("{") ? 1 : 0;
  }

  private static List<String> split(String path) {
    return List.of(path.substring(1).split("/", -1));
  }

  Match find(String method, String path) {
    String wanted = method.equals("HEAD") ? "GET" : method;
    Match.Found known = literal.getOrDefault(wanted, Map.of()).get(path);
    if (known != null) {
      return known;
    }
    Match.Found found = findIn(byMethod.getOrDefault(wanted, List.of()), path);
    if (found != null) {
      if (found.pattern().equals(path)) {
        literal.computeIfAbsent(wanted, m -> new ConcurrentHashMap<>()).put(path, found);
      }
      return found;
    }
    Set<String> allowed = allowed(path);
    return allowed.isEmpty() ? new Match.NotFound() : new Match.WrongMethod(allowed);
  }

  /** A pattern that a path matches, whatever the method; empty if nothing is there. */
  String pattern(String path) {
    return byMethod.values().stream()
        .map(routes -> findIn(routes, path))
        .filter(Objects::nonNull)
        .map(Match.Found::pattern)
        .min(Comparator.naturalOrder())
        .orElse("");
  }

  /** The methods that a path takes, sorted; none if nothing is there. */
  Set<String> allowed(String path) {
    Set<String> allowed = new TreeSet<>();
    byMethod.forEach(
        (method, routes) -> {
          if (findIn(routes, path) != null) {
            allowed.add(method);
          }
        });
    if (allowed.contains("GET")) {
      allowed.add("HEAD");
    }
    if (!allowed.isEmpty()) {
      allowed.add("OPTIONS");
    }
    return allowed;
  }

  private static Match.@Nullable Found findIn(List<Route> routes, String path) {
    if (!path.startsWith("/")) {
      return null;
    }
    List<String> parts = split(path);
    for (Route route : routes) {
      Map<String, String> parameters = match(route.parts(), parts);
      if (parameters != null) {
        return new Match.Found(route.endpoint(), route.pattern(), parameters);
      }
    }
    return null;
  }

  private static @Nullable Map<String, String> match(List<String> pattern, List<String> parts) {
    Map<String, String> parameters = new HashMap<>();
    for (int i = 0; i < pattern.size(); i++) {
      String p = pattern.get(i);
      if (p.endsWith("*}")) {
        String rest = i < parts.size() ? String.join("/", parts.subList(i, parts.size())) : "";
        parameters.put(p.substring(1, p.length() - 2), rest);
        return parameters;
      }
      if (i >= parts.size()) {
        return null;
      }
      if (p.startsWith("{")) {
        parameters.put(p.substring(1, p.length() - 1), parts.get(i));
      } else if (!p.equals(parts.get(i))) {
        return null;
      }
    }
    return parts.size() == pattern.size() ? parameters : null;
  }
}
