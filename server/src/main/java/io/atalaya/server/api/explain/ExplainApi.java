package io.atalaya.server.api.explain;

import io.atalaya.alert.route.Prospect;
import io.atalaya.alert.route.RoutedAlert;
import io.atalaya.model.DecisionRecord;
import io.atalaya.model.Matcher;
import io.atalaya.server.http.HttpException;
import io.atalaya.server.http.HttpRequest;
import io.atalaya.server.http.HttpResponse;
import io.atalaya.server.http.Routes;
import io.atalaya.server.json.JsonOut;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * {@code GET /api/v1/explain/alerts/{fingerprint}} and {@code GET
 * /api/v1/explain/alerts?alert=HighCPUUsage{instance="x"}}.
 *
 * <p>Answers {@code {"status":"success","data":{"alerts":[…],"rules":[…]}}}: one object for each
 * alert, whose {@code sentences} are for people; {@code rules} is what can be said if there is no
 * such alert.
 */
public final class ExplainApi {
  private static final String PATH = "/api/v1/explain/alerts";

  private final Explainer explainer;

  public ExplainApi(Explainer explainer) {
    this.explainer = explainer;
  }

  public void addTo(Routes routes) {
    routes.get(PATH, this::matching);
    routes.get(PATH + "/{fingerprint}", this::one);
  }

  private void one(HttpRequest request, HttpResponse response) throws IOException {
    String fingerprint = request.pathParameter("fingerprint");
    Explanation explanation =
        explainer
            .byFingerprint(fingerprint)
            .orElseThrow(
                () -> new HttpException(404, "nothing is known of an alert " + fingerprint));
    send(response, List.of(explanation), List.of());
  }

  private void matching(HttpRequest request, HttpResponse response) throws IOException {
    List<Matcher> matchers;
    try {
      matchers = AlertText.matchers(request.parameter("alert"));
    } catch (IllegalArgumentException e) {
      throw new HttpException(400, String.valueOf(e.getMessage()));
    }
    List<Explanation> found = explainer.matching(matchers);
    List<String> rules =
        found.isEmpty()
            ? matchers.stream()
                .filter(m -> m.name().equals("alertname"))
                .flatMap(m -> explainer.rulesNamed(m.value()).stream())
                .toList()
            : List.of();
    send(response, found, rules);
  }

  private static void send(
      HttpResponse response, List<Explanation> explanations, List<String> rules)
      throws IOException {
    try (JsonOut out = new JsonOut(response.stream("application/json"))) {
      out.object().field("status", "success").name("data").object().name("alerts").array();
      for (Explanation explanation : explanations) {
        write(out, explanation);
      }
      out.end().field("rules", rules).end().end();
    }
  }

  private static void write(JsonOut out, Explanation explanation) throws IOException {
    out.object().field("fingerprint", explanation.labels().fingerprintText());
    out.name("labels").labels(explanation.labels());
    out.field("state", explanation.state());
    out.field("sentences", explanation.sentences());
    RoutedAlert routed = explanation.routed();
    if (routed != null) {
      out.field("receivers", routed.receivers()).field("silencedBy", routed.silencedBy());
      out.field("inhibitedBy", routed.inhibitedBy()).field("mutedBy", routed.mutedBy());
    }
    out.name("next").array();
    for (Prospect prospect : explanation.prospects()) {
      write(out, prospect);
    }
    out.end().name("decisions").array();
    for (DecisionRecord decision : explanation.decisions()) {
      write(out, decision);
    }
    out.end().end();
  }

  private static void write(JsonOut out, Prospect prospect) throws IOException {
    out.object().field("group", prospect.groupKey());
    out.field("channel", prospect.channel().toString());
    Instant told = prospect.toldAt();
    if (told != null) {
      out.field("toldAt", told.toString());
    }
    out.field("known", prospect.known()).field("delivering", prospect.delivering());
    out.field("next", prospect.next().toString()).end();
  }

  /** A decision as all our addresses show it. */
  public static void write(JsonOut out, DecisionRecord decision) throws IOException {
    out.object()
        .field("at", decision.at().toString())
        .field("step", decision.step().name().toLowerCase(Locale.ROOT))
        .field("subject", decision.subject())
        .field("outcome", decision.outcome())
        .field("reason", decision.reason())
        .name("details")
        .object();
    for (Map.Entry<String, String> detail : new TreeMap<>(decision.details()).entrySet()) {
      out.field(detail.getKey(), detail.getValue());
    }
    out.end().end();
  }
}
