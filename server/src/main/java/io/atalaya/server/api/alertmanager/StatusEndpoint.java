package io.atalaya.server.api.alertmanager;

import io.atalaya.alert.receiver.Receiver;
import io.atalaya.model.Matcher;
import io.atalaya.server.http.HttpRequest;
import io.atalaya.server.http.HttpResponse;
import io.atalaya.server.json.JsonOut;
import java.io.IOException;
import java.util.List;

/** Who we are, what is configured, and who can be told. */
final class StatusEndpoint {
  private final AlertmanagerFacts facts;

  StatusEndpoint(AlertmanagerFacts facts) {
    this.facts = facts;
  }

  /** One process replicates nothing, so the cluster is disabled. */
  void status(HttpRequest request, HttpResponse response) throws IOException {
    try (JsonOut out = new JsonOut(response.stream("application/json"))) {
      out.object();
      out.name("cluster").object().name("peers").array().end().field("status", "disabled").end();
      out.name("config").object().field("original", facts.config().get()).end();
      out.field("uptime", Times.text(facts.started()));
      out.name("versionInfo").object();
      out.field("branch", "").field("buildDate", "").field("buildUser", "");
      out.field("goVersion", "").field("revision", facts.revision());
      out.field("version", AlertmanagerFacts.VERSION).end().end();
    }
  }

  void receivers(HttpRequest request, HttpResponse response) throws IOException {
    List<Matcher> matchers = Filters.matchers(request, "receiver_matchers");
    try (JsonOut out = new JsonOut(response.stream("application/json"))) {
      out.array();
      for (Receiver receiver : facts.receivers().get()) {
        if (Filters.all(matchers, receiver.labels())) {
          out.object().name("labels").labels(receiver.labels());
          out.field("name", receiver.name()).end();
        }
      }
      out.end();
    }
  }
}
