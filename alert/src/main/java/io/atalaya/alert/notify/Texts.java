package io.atalaya.alert.notify;

import io.atalaya.alert.template.NotificationTemplates;
import io.atalaya.alert.template.TemplateException;
import io.atalaya.model.Labels;
import io.atalaya.model.Notification;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The texts of one message. A template that fails does not fail the message: something plain takes
 * its place, and what went wrong is kept to be said in the message.
 */
final class Texts {
  private final NotificationTemplates.Rendering rendering;
  private final Labels routeLabels;
  private final List<String> failures = new ArrayList<>();

  Texts(NotificationTemplates templates, Notification notification) {
    NotificationTemplates.Rendering bare =
        templates.of(notification, Labels.empty(), notification.reason());
    Labels.Builder labels = Labels.builder();
    for (Map.Entry<String, String> label : notification.routeLabels().entrySet()) {
      labels.set(label.getKey(), expand(bare, label.getValue(), ""));
    }
    routeLabels = labels.build();
    rendering = templates.of(notification, routeLabels, notification.reason());
  }

  private String expand(NotificationTemplates.Rendering with, String template, String otherwise) {
    try {
      return with.text(template);
    } catch (TemplateException e) {
      failures.add(String.valueOf(e.getMessage()));
      return otherwise;
    }
  }

  /** What a template gives or, if it fails, something else. */
  String text(String template, String otherwise) {
    return expand(rendering, template, otherwise);
  }

  /** What a template of HTML gives or, if it fails, something else. */
  String html(String template, String otherwise) {
    try {
      return rendering.html(template);
    } catch (TemplateException e) {
      failures.add(String.valueOf(e.getMessage()));
      return otherwise;
    }
  }

  /** The labels of the route, filled in; one whose template fails is left out. */
  Labels routeLabels() {
    return routeLabels;
  }

  boolean failed() {
    return !failures.isEmpty();
  }

  /** One line for the reader of the message. */
  String failureLine() {
    return "The configured text of this message failed, so this is the plain one: "
        + String.join("; ", failures);
  }
}
