package io.atalaya.alert.template;

import io.atalaya.model.Labels;
import io.atalaya.model.Notification;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What templates of notifications can call besides Alertmanager's functions. */
final class OwnFunctions {
  private static final Notification NOBODY =
      new Notification("", "", "", "", Labels.empty(), Map.of(), List.of(), 0, "", Instant.EPOCH);

  /** Functions that know no notification, for texts that are only checked. */
  static final List<TemplateFunction> UNBOUND = List.of(because(NOBODY), silenceUrl(NOBODY));

  private OwnFunctions() {}

  /** Why an alert fires, as far as that is known. */
  static TemplateFunction because(Notification notification) {
    return ofAlert("because", notification, AlertFacts::because);
  }

  /** Where an alert can be silenced. */
  static TemplateFunction silenceUrl(Notification notification) {
    String externalUrl = notification.externalUrl();
    return ofAlert("silenceURL", notification, alert -> AlertFacts.silenceUrl(alert, externalUrl));
  }

  private static TemplateFunction ofAlert(
      String name, Notification notification, Function<Notification.Alert, String> body) {
    Map<String, Notification.Alert> alerts =
        notification.alerts().stream()
            .collect(
                Collectors.toMap(
                    alert -> alert.labels().fingerprintText(), alert -> alert, (a, b) -> b));
    return Args.function(
        name,
        List.of("template.Alert"),
        args -> {
          Notification.Alert alert = alerts.get(fingerprint(args.value(0)));
          return Value.of(alert == null ? "" : body.apply(alert));
        });
  }

  private static String fingerprint(Value alert) {
    return alert instanceof Value.Struct fields
            && fields.fields().get("Fingerprint") instanceof Value.Text text
        ? text.value()
        : "";
  }
}
