package io.atalaya.alert.notify;

import io.atalaya.alert.receiver.Attachment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writes a block of a message as both Slack and Mattermost take it. */
final class AttachmentJson {
  private static final int MAX_TITLE_RUNES = 1024;

  private AttachmentJson() {}

  /** The text comes last, for it tells of templates that failed. */
  static Json of(Attachment attachment, Wording wording, int maxRunes) {
    Json json = new Json();
    for (Map.Entry<String, String> text : attachment.texts().entrySet()) {
      if (text.getKey().equals("title")) {
        json.putGiven("title", wording.title(text.getValue(), MAX_TITLE_RUNES));
      } else if (!text.getKey().equals("text")) {
        json.putGiven(text.getKey(), wording.text(text.getValue()));
      }
    }
    List<Json> rows = new ArrayList<>();
    attachment.fields().forEach(field -> rows.add(row(field, wording)));
    if (!rows.isEmpty()) {
      json.put("fields", rows);
    }
    String text = attachment.texts().getOrDefault("text", "");
    return json.putGiven("text", wording.body(text, maxRunes));
  }

  private static Json row(Attachment.Field field, Wording wording) {
    Json row =
        new Json()
            .put("title", wording.text(field.title()))
            .put("value", wording.text(field.value()));
    Boolean isShort = field.isShort();
    return isShort == null ? row : row.put("short", isShort);
  }
}
