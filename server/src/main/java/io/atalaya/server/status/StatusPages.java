package io.atalaya.server.status;

import io.atalaya.collect.calendar.Recurrence;
import io.atalaya.collect.check.CheckManager;
import io.atalaya.collect.check.CheckStatus;
import io.atalaya.collect.check.Maintenance;
import io.atalaya.collect.check.Observation;
import io.atalaya.model.Secret;
import io.atalaya.model.SecretSource;
import io.atalaya.server.config.StatusPageConfig;
import io.atalaya.server.http.HttpException;
import io.atalaya.server.http.HttpRequest;
import io.atalaya.server.http.HttpResponse;
import io.atalaya.server.http.Routes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * {@code /status/NAME}, {@code /status/NAME/summary.json}, {@code /status/NAME/feed.rss} and {@code
 * /status/badge/CHECK.svg?show=state|uptime|latency}. None needs the login of the server; a page
 * may have a password of its own. A page is put together at most every few seconds, however many
 * visitors it has.
 */
public final class StatusPages {
  private static final Duration FRESH = Duration.ofSeconds(10);
  private static final Duration NEAR = Duration.ofDays(14);

  private final CheckManager checks;
  private final UptimeBook uptime;
  private final Incidents incidents;
  private final InstantSource clock;
  private final String policy;
  private final Map<String, View> views = new ConcurrentHashMap<>();
  private final WrongPasswords wrong;
  private volatile Map<String, StatusPageConfig> pages = Map.of();

  public StatusPages(
      CheckManager checks, UptimeBook uptime, Incidents incidents, InstantSource clock) {
    this.checks = checks;
    this.uptime = uptime;
    this.incidents = incidents;
    this.clock = clock;
    wrong = new WrongPasswords(clock);
    policy =
        "default-src 'none'; style-src 'sha256-"
            + digest(StatusHtml.STYLE)
            + "'; base-uri 'none'; form-action 'none'; frame-ancestors *";
  }

  private static String digest(String text) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      return Base64.getEncoder().encodeToString(sha.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Shows these pages from now on. */
  public void apply(List<StatusPageConfig> wanted) {
    Map<String, StatusPageConfig> byName = new HashMap<>();
    Set<String> listed = new HashSet<>();
    for (StatusPageConfig page : wanted) {
      byName.put(page.name(), page);
      listed.addAll(page.checks());
    }
    pages = Map.copyOf(byName);
    views.clear();
    uptime.follow(listed);
  }

  public void addTo(Routes routes) {
    routes.get("/status/{page}", this::html).withoutLogin("/status/{page}");
    routes.get("/status/{page}/{form}", this::feed).withoutLogin("/status/{page}/{form}");
    routes.get("/status/badge/{check}", this::badge).withoutLogin("/status/badge/{check}");
  }

  private void html(HttpRequest request, HttpResponse response) throws IOException {
    View view = view(permitted(request, response));
    response.header("Content-Security-Policy", policy).header("Referrer-Policy", "no-referrer");
    send(response, "text/html; charset=utf-8", StatusHtml.of(view));
  }

  private void feed(HttpRequest request, HttpResponse response) throws IOException {
    StatusPageConfig page = permitted(request, response);
    switch (request.pathParameter("form")) {
      case "summary.json" -> {
        response.header("Cache-Control", "no-cache");
        response.sendJson(StatusFeeds.json(view(page)));
      }
      case "feed.rss" ->
          send(
              response,
              "application/rss+xml; charset=utf-8",
              StatusFeeds.rss(view(page), request.origin() + "/status/" + page.name()));
      default -> throw new HttpException(404, "there are summary.json and feed.rss");
    }
  }

  private static void send(HttpResponse response, String type, String text) throws IOException {
    response.header("Cache-Control", "no-cache");
    response.send(type, text.getBytes(StandardCharsets.UTF_8));
  }

  /** The page that is asked for, if the visitor may see it. */
  private StatusPageConfig permitted(HttpRequest request, HttpResponse response)
      throws IOException {
    StatusPageConfig page = pages.get(request.pathParameter("page"));
    if (page == null) {
      throw new HttpException(404, "there is no such status page");
    }
    if (!knowsPassword(page, request)) {
      response.header("WWW-Authenticate", "Basic realm=\"status\", charset=\"UTF-8\"");
      throw new HttpException(401, "this page needs its password; the user name does not matter");
    }
    return page;
  }

  private boolean knowsPassword(StatusPageConfig page, HttpRequest request) throws IOException {
    SecretSource source = page.password();
    if (source == null) {
      return true;
    }
    Optional<Secret> given = password(request.header("Authorization"));
    if (given.isEmpty()) {
      return false;
    }
    if (wrong.tooMany(page.name(), request.remoteAddress())) {
      throw new HttpException(429, "too many wrong passwords; try again in some seconds");
    }
    boolean right = given.get().equals(source.read());
    if (!right) {
      wrong.add(page.name(), request.remoteAddress());
    }
    return right;
  }

  private static Optional<Secret> password(String authorization) {
    if (!authorization.startsWith("Basic ")) {
      return Optional.empty();
    }
    try {
      byte[] plain = Base64.getDecoder().decode(authorization.substring("Basic ".length()).strip());
      String pair = new String(plain, StandardCharsets.UTF_8);
      return Optional.of(Secret.of(pair.substring(pair.indexOf(':') + 1)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private View view(StatusPageConfig page) {
    return views.compute(
        page.name(),
        (name, old) ->
            old != null && clock.instant().isBefore(old.at().plus(FRESH)) ? old : make(page));
  }

  private View make(StatusPageConfig page) {
    Instant now = clock.instant();
    Map<String, CheckStatus> byName = new HashMap<>();
    checks.statuses().forEach(status -> byName.put(status.name(), status));
    List<View.Group> groups = new ArrayList<>();
    for (StatusPageConfig.Group group : page.groups()) {
      groups.add(
          new View.Group(
              group.name(),
              group.checks().stream()
                  .flatMap(name -> Stream.ofNullable(byName.get(name)))
                  .map(status -> shown(page, status))
                  .toList()));
    }
    return new View(
        page.name(),
        page.title(),
        page.description(),
        now,
        groups,
        told(page, now),
        planned(page, now));
  }

  private View.Check shown(StatusPageConfig page, CheckStatus status) {
    return new View.Check(
        status.name(),
        page.showTargets() ? status.target() : "",
        Shown.of(status.state()),
        status.since(),
        uptime.days(status.name()));
  }

  private List<Incident> told(StatusPageConfig page, Instant now) {
    Set<String> listed = new HashSet<>(page.checks());
    return incidents.all().stream()
        .filter(i -> i.checks().isEmpty() || i.checks().stream().anyMatch(listed::contains))
        .filter(i -> !i.isOver() || i.last().at().isAfter(now.minus(NEAR)))
        .map(
            i ->
                new Incident(
                    i.id(),
                    i.title(),
                    i.checks().stream().filter(listed::contains).toList(),
                    i.updates()))
        .toList();
  }

  private List<View.Planned> planned(StatusPageConfig page, Instant now) {
    List<View.Planned> planned = new ArrayList<>();
    for (Maintenance maintenance : checks.maintenance()) {
      List<String> concerned =
          page.checks().stream()
              .filter(
                  name ->
                      checks
                          .status(name)
                          .filter(status -> maintenance.concerns(status.config()))
                          .isPresent())
              .toList();
      Optional<Recurrence.Span> span = maintenance.when().around(now);
      if (!concerned.isEmpty() && span.isPresent() && span.get().from().isBefore(now.plus(NEAR))) {
        planned.add(
            new View.Planned(maintenance.name(), span.get().from(), span.get().until(), concerned));
      }
    }
    return planned;
  }

  /** Badges are for checks of pages without password. */
  private void badge(HttpRequest request, HttpResponse response) throws IOException {
    String file = request.pathParameter("check");
    String name = file.endsWith(".svg") ? file.substring(0, file.length() - 4) : file;
    CheckStatus status =
        checks
            .status(name)
            .filter(_ -> isPublic(name))
            .orElseThrow(() -> new HttpException(404, "no public page lists this check"));
    send(response, "image/svg+xml", badge(status, request.queryParameter("show")));
  }

  private boolean isPublic(String check) {
    return pages.values().stream()
        .anyMatch(page -> page.password() == null && page.checks().contains(check));
  }

  private String badge(CheckStatus status, String show) {
    Shown state = Shown.of(status.state());
    return switch (show) {
      case "", "state" ->
          Badge.svg(status.name(), state.words().toLowerCase(Locale.ROOT), state.colour());
      case "uptime" -> {
        Day all = uptime.days(status.name()).stream().reduce(Day.NOTHING, Day::plus);
        double percent = all.uptimePercent();
        String text = Double.isNaN(percent) ? "no data" : StatusHtml.percent(percent);
        yield Badge.svg(status.name() + " uptime", text, colour(percent));
      }
      case "latency" -> {
        Observation last = status.last();
        String text = last == null ? "no data" : last.durationNanos() / 1_000_000 + " ms";
        yield Badge.svg(status.name() + " latency", text, state.colour());
      }
      default -> throw new HttpException(400, "show is one of state, uptime and latency");
    };
  }

  private static String colour(double percent) {
    if (Double.isNaN(percent)) {
      return Shown.UNKNOWN.colour();
    }
    return (percent >= 99.9 ? Shown.UP : percent >= 99 ? Shown.DEGRADED : Shown.DOWN).colour();
  }
}
