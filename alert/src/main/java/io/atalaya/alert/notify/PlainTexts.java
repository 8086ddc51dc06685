package io.atalaya.alert.notify;

import io.atalaya.model.Notification;

/** Texts without templates: what looks like one is refused. */
public final class PlainTexts implements MessageTexts {
  @Override
  public String expand(String template, Notification notification) {
    if (template.contains("{{")) {
      throw new IllegalArgumentException("templates cannot be used here");
    }
    return template;
  }

  @Override
  public String expandHtml(String template, Notification notification) {
    return expand(template, notification);
  }
}
