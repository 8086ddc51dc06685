package io.atalaya.server.api.alertmanager;

import io.atalaya.alert.receiver.Receiver;
import io.atalaya.alert.route.Dispatcher;
import io.atalaya.alert.silence.Silences;
import io.atalaya.model.Labels;
import io.atalaya.server.http.Endpoint;
import io.atalaya.server.http.HttpRequest;
import io.atalaya.server.http.HttpResponse;
import io.atalaya.server.http.Routes;
import io.atalaya.server.json.JsonOut;
import java.io.IOException;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All of {@code /api/v2}. */
public final class AlertmanagerApi {
  private static final String BASE = "/api/v2";
  private static final String SILENCE = BASE + "/silence/";

  /** What each path allows, in Alertmanager's order. */
  private static final Map<String, List<String>> METHODS =
      Map.of(
          BASE + "/status", List.of("GET"),
          BASE + "/receivers", List.of("GET"),
          BASE + "/alerts", List.of("GET", "POST"),
          BASE + "/alerts/groups", List.of("GET"),
          BASE + "/silences", List.of("POST", "GET"));

  private final StatusEndpoint status;
  private final AlertsEndpoint alerts;
  private final SilencesEndpoint silences;

  public AlertmanagerApi(
      Dispatcher dispatcher, Silences silences, AlertmanagerFacts facts, InstantSource clock) {
    status = new StatusEndpoint(facts);
    alerts = new AlertsEndpoint(dispatcher, () -> labelsByName(facts), clock);
    this.silences = new SilencesEndpoint(silences, clock);
  }

  private static Map<String, Labels> labelsByName(AlertmanagerFacts facts) {
    Map<String, Labels> labels = new LinkedHashMap<>();
    for (Receiver receiver : facts.receivers().get()) {
      labels.put(receiver.name(), receiver.labels());
    }
    return labels;
  }

  public void addTo(Routes routes) {
    routes.get(BASE + "/status", answered(status::status));
    routes.get(BASE + "/receivers", answered(status::receivers));
    routes.get(BASE + "/alerts", answered(alerts::list));
    routes.post(BASE + "/alerts", answered(alerts::post));
    routes.get(BASE + "/alerts/groups", answered(alerts::groups));
    routes.get(BASE + "/silences", answered(silences::list));
    routes.post(BASE + "/silences", answered(silences::post));
    routes.get(SILENCE + "{silenceID}", answered(silences::get));
    routes.delete(SILENCE + "{silenceID}", answered(silences::delete));
    Endpoint nothing = answered(AlertmanagerApi::refuse);
    String rest = BASE + "/{rest*}";
    routes.get(rest, nothing).post(rest, nothing).put(rest, nothing).delete(rest, nothing);
  }

  /** What no other route took: a wrong method, or a path that does not exist. */
  private static void refuse(HttpRequest request, HttpResponse response) {
    String path = request.path();
    boolean silence = path.startsWith(SILENCE) && path.indexOf('/', SILENCE.length()) < 0;
    List<String> allowed =
        silence ? List.of("GET", "DELETE") : METHODS.getOrDefault(path, List.of());
    if (allowed.isEmpty()) {
      throw RefusedException.noPath(path);
    }
    response.header("Allow", String.join(",", allowed));
    throw RefusedException.method(request.method(), allowed);
  }

  private static Endpoint answered(Endpoint endpoint) {
    return (request, response) -> {
      response.header("Cache-Control", "no-store");
      try {
        endpoint.handle(request, response);
      } catch (RefusedException e) {
        send(response.status(e.status()), e);
      }
    };
  }

  private static void send(HttpResponse response, RefusedException e) throws IOException {
    try (JsonOut out = new JsonOut(response.stream("application/json"))) {
      if (e.code() == 0) {
        out.text(e.text());
      } else {
        out.object().field("code", e.code()).field("message", e.text()).end();
      }
    }
  }
}
