package io.atalaya.alert.notify;

import io.atalaya.model.Notification;

/** Fills in the templates of receivers: subjects, bodies, addresses. */
public interface MessageTexts {
  /**
   * Fills in one template.
   *
   * @throws IllegalArgumentException if the template is wrong or fails, saying why
   */
  String expand(String template, Notification notification);

  /**
   * Fills in a template of HTML: what it inserts is escaped for where it stands.
   *
   * @throws IllegalArgumentException as above
   */
  String expandHtml(String template, Notification notification);
}
