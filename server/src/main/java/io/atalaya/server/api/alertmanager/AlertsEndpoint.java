package io.atalaya.server.api.alertmanager;

import io.atalaya.alert.route.Dispatcher;
import io.atalaya.alert.route.RoutedAlert;
import io.atalaya.alert.route.RoutedGroup;
import io.atalaya.model.AlertChange;
import io.atalaya.model.AlertOrder;
import io.atalaya.model.Labels;
import io.atalaya.model.Matcher;
import io.atalaya.model.json.JsonValue;
import io.atalaya.server.http.HttpRequest;
import io.atalaya.server.http.HttpResponse;
import io.atalaya.server.json.JsonOut;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Alerts and groups of alerts; alerts from outside come in here. */
final class AlertsEndpoint {
  /** Alertmanager's order of groups: fewer labels first. */
  private static final Comparator<RoutedGroup> GROUP_ORDER =
      Comparator.comparing(RoutedGroup::labels, AlertOrder::sets)
          .thenComparing(RoutedGroup::receiver);

  /** What Go takes for the URI of a request: a path, or something with a scheme. */
  private static final Pattern REQUEST_URI =
      Pattern.compile(
          "(/|[a-zA-Z][a-zA-Z0-9+.-]*:)([^?%\\x00-\\x1f\\x7f]|%[0-9a-fA-F]{2})*"
              + "(\\?[^\\x00-\\x1f\\x7f]*)?");

  /** A host with a space, or an address whose bracket is not closed. */
  private static final Pattern BAD_HOST =
      Pattern.compile("[a-zA-Z][^/]*://([^/?#]* |[^/?#\\]]*\\[[^/?#\\]]*([/?#]|$)).*");

  private final Dispatcher dispatcher;
  private final Supplier<Map<String, Labels>> receiverLabels;
  private final InstantSource clock;

  AlertsEndpoint(
      Dispatcher dispatcher, Supplier<Map<String, Labels>> receiverLabels, InstantSource clock) {
    this.dispatcher = dispatcher;
    this.receiverLabels = receiverLabels;
    this.clock = clock;
  }

  /** Which alerts an answer shows. */
  private record Wanted(
      List<Matcher> matchers,
      Predicate<String> receivers,
      boolean active,
      boolean silenced,
      boolean inhibited) {
    boolean labels(Labels labels) {
      return Filters.all(matchers, labels);
    }

    boolean state(RoutedAlert alert) {
      boolean held = !alert.silencedBy().isEmpty() || !alert.inhibitedBy().isEmpty();
      return (active || held)
          && (silenced || alert.silencedBy().isEmpty())
          && (inhibited || alert.inhibitedBy().isEmpty());
    }
  }

  private Wanted wanted(HttpRequest request) {
    return new Wanted(
        Filters.matchers(request, "filter"),
        Filters.receivers(request, receiverLabels.get()),
        Filters.flag(request, "active"),
        Filters.flag(request, "silenced"),
        Filters.flag(request, "inhibited"));
  }

  /** Alertmanager's parameters and, to read very many in pages, {@code limit}, {@code offset}. */
  void list(HttpRequest request, HttpResponse response) throws IOException {
    Wanted wanted = wanted(request);
    boolean anybody =
        request.parameter("receiver").isEmpty() && request.parameter("receiver_matchers").isEmpty();
    boolean anyState = wanted.active() && wanted.silenced() && wanted.inhibited();
    Predicate<RoutedAlert> one =
        alert -> alert.receivers().stream().anyMatch(wanted.receivers()) && wanted.state(alert);
    List<RoutedAlert> found =
        dispatcher.alerts(
            wanted::labels,
            anybody && anyState ? Dispatcher.ANY : one,
            Filters.count(request, "offset", 0),
            Filters.count(request, "limit", Long.MAX_VALUE));
    try (JsonOut out = new JsonOut(response.stream("application/json"))) {
      out.array();
      for (RoutedAlert alert : found) {
        // Alertmanager tells of time intervals with groups only.
        write(out, alert, alert.receivers(), List.of());
      }
      out.end();
    }
  }

  void groups(HttpRequest request, HttpResponse response) throws IOException {
    Wanted wanted = wanted(request);
    boolean muted = Filters.flag(request, "muted");
    Instant now = clock.instant();
    List<RoutedGroup> groups =
        dispatcher.groups().stream()
            .filter(group -> wanted.receivers().test(group.receiver()))
            .sorted(GROUP_ORDER)
            .toList();
    try (JsonOut out = new JsonOut(response.stream("application/json"))) {
      out.array();
      for (RoutedGroup group : groups) {
        List<RoutedAlert> shown =
            group.alerts().stream()
                .filter(alert -> !alert.endsAt().isBefore(now))
                .filter(alert -> wanted.labels(alert.labels()) && wanted.state(alert))
                .toList();
        boolean hidden = !muted && shown.stream().anyMatch(a -> !a.mutedBy().isEmpty());
        if (!shown.isEmpty() && !hidden) {
          write(out, group, shown);
        }
      }
      out.end();
    }
  }

  private void write(JsonOut out, RoutedGroup group, List<RoutedAlert> alerts) throws IOException {
    out.object().name("alerts").array();
    for (RoutedAlert alert : alerts) {
      write(out, alert, dispatcher.receivers(alert.labels()), alert.mutedBy());
    }
    out.end();
    out.name("labels").labels(group.labels());
    out.name("receiver").object().field("name", group.receiver()).end();
    out.name("routeLabels").labels(group.routeLabels());
    out.end();
  }

  private static void write(
      JsonOut out, RoutedAlert alert, List<String> receivers, List<String> mutedBy)
      throws IOException {
    out.object();
    out.name("annotations").labels(alert.annotations());
    out.field("endsAt", Times.text(alert.endsAt()));
    out.field("fingerprint", alert.labels().fingerprintText());
    out.name("receivers").array();
    for (String receiver : receivers) {
      out.object().field("name", receiver).end();
    }
    out.end();
    out.field("startsAt", Times.text(alert.startsAt()));
    out.name("status").object();
    out.field("inhibitedBy", alert.inhibitedBy());
    out.field("mutedBy", mutedBy);
    out.field("silencedBy", alert.silencedBy());
    boolean held =
        !alert.inhibitedBy().isEmpty() || !alert.silencedBy().isEmpty() || !mutedBy.isEmpty();
    out.field("state", held ? "suppressed" : "active").end();
    out.field("updatedAt", Times.text(alert.updatedAt()));
    if (!alert.generatorUrl().isEmpty()) {
      out.field("generatorURL", alert.generatorUrl());
    }
    out.name("labels").labels(alert.labels()).end();
  }

  /** Takes what is good even if some is not, and says what was not. */
  void post(HttpRequest request, HttpResponse response) throws IOException {
    Instant now = clock.instant();
    List<AlertChange> good = new ArrayList<>();
    List<String> faults = new ArrayList<>();
    int index = 0;
    for (JsonValue item : items(Bodies.of(request, "alerts"))) {
      Bodies.Part part = Bodies.Part.of(item, "alerts", index++ + ".");
      try {
        good.add(change(part, now));
      } catch (IllegalArgumentException e) {
        faults.add(String.valueOf(e.getMessage()));
      }
    }
    dispatcher.accept(good);
    if (!faults.isEmpty()) {
      throw RefusedException.because(String.join("\n", faults));
    }
    response.sendStatus(200);
  }

  private static List<JsonValue> items(JsonValue body) {
    return switch (body) {
      case JsonValue.Arr(List<JsonValue> items) -> items;
      case JsonValue.Null() -> List.of();
      case JsonValue other ->
          throw RefusedException.unreadable(
              "alerts", "json: cannot unmarshal " + other.kind() + " where an array must be");
    };
  }

  private AlertChange change(Bodies.Part alert, Instant now) {
    Instant starts = alert.time("startsAt");
    Instant ends = alert.time("endsAt");
    if (alert.fields().get("labels") instanceof JsonValue.Null) {
      throw RefusedException.required(alert.prefix() + "labels");
    }
    Labels labels = named(alert.labels("labels"), "label set");
    if (labels.isEmpty()) {
      throw new IllegalArgumentException("at least one label pair required");
    }
    Labels annotations = named(Labels.of(alert.texts("annotations")), "annotations");
    Instant until = ends == null ? now.plus(dispatcher.resolveTimeout()) : ends;
    if (starts != null && until.isBefore(starts)) {
      throw new IllegalArgumentException("start time must be before end time");
    }
    return new AlertChange(
        labels, annotations, start(starts, ends, now), ends, generatorUrl(alert), null);
  }

  private static Instant start(@Nullable Instant starts, @Nullable Instant ends, Instant now) {
    if (starts != null) {
      return starts;
    }
    return ends != null ? ends : now;
  }

  private static Labels named(Labels labels, String what) {
    if (labels.has("")) {
      throw new IllegalArgumentException("invalid " + what + ": invalid name \"\"");
    }
    return labels;
  }

  private static String generatorUrl(Bodies.Part alert) {
    String url = alert.text("generatorURL");
    if (url == null || url.isEmpty()) {
      return "";
    }
    if (!REQUEST_URI.matcher(url).matches() || BAD_HOST.matcher(url).matches()) {
      throw RefusedException.wrongType(alert.prefix() + "generatorURL", "body", "uri", url);
    }
    return url;
  }
}
