package io.atalaya.server.api.remote;

import io.atalaya.collect.scrape.NameEscaping;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The form of an answer that a scraping server wants.
 *
 * @param protobuf whether it is delimited protobuf, not text
 * @param escaping how names are written
 */
record FederateForm(boolean protobuf, NameEscaping escaping) {
  private static final String PROTOBUF = "application/vnd.google.protobuf";
  private static final String FAMILY = "io.prometheus.client.MetricFamily";

  /** A clause of an {@code Accept} header. */
  private record Clause(String media, Map<String, String> parameters) {
    static Clause of(String text) {
      String[] parts = text.split(";", -1);
      Map<String, String> parameters = new HashMap<>();
      for (int i = 1; i < parts.length; i++) {
        String[] pair = parts[i].split("=", 2);
        parameters.put(pair[0].strip(), pair.length < 2 ? "" : pair[1].strip());
      }
      return new Clause(parts[0].strip().toLowerCase(Locale.ROOT), parameters);
    }

    String parameter(String name) {
      return parameters.getOrDefault(name, "");
    }

    double weight() {
      String q = parameter("q");
      return q.matches("[01](\\.[0-9]{1,6})?") ? Double.parseDouble(q) : 1;
    }

    boolean isProtobuf() {
      return media.equals(PROTOBUF)
          && parameter("proto").equals(FAMILY)
          && parameter("encoding").equals("delimited");
    }

    boolean isText() {
      String version = parameter("version");
      return media.equals("text/plain") && (version.isEmpty() || version.equals("0.0.4"));
    }
  }

  /**
   * Reads an {@code Accept} header as Prometheus does: the escaping is that of the last clause
   * before the one that is followed, or its own.
   */
  static FederateForm of(String accept) {
    List<Clause> clauses =
        Arrays.stream(accept.split(",", -1))
            .map(Clause::of)
            .sorted(Comparator.comparingDouble(Clause::weight).reversed())
            .toList();
    NameEscaping escaping = NameEscaping.UNDERSCORES;
    for (Clause clause : clauses) {
      escaping = escaping(clause, escaping);
      if (clause.isProtobuf() || clause.isText()) {
        return new FederateForm(clause.isProtobuf(), escaping);
      }
    }
    return new FederateForm(false, escaping);
  }

  private static NameEscaping escaping(Clause clause, NameEscaping otherwise) {
    try {
      return NameEscaping.parse(clause.parameter("escaping"));
    } catch (IllegalArgumentException e) {
      return otherwise;
    }
  }

  String contentType() {
    String form =
        protobuf
            ? PROTOBUF + "; proto=" + FAMILY + "; encoding=delimited"
            : "text/plain; version=0.0.4; charset=utf-8";
    return form + "; escaping=" + escaping.text();
  }
}
