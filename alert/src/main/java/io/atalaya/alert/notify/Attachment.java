package io.atalaya.alert.notify;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A block of a message as Slack and Mattermost know it.
 *
 * @param texts templates by their names in Slack's API, such as {@code title_link}
 * @param fields pairs that are shown in a table
 */
public record Attachment(Map<String, String> texts, List<Field> fields) {
  private static final int MAX_TITLE_RUNES = 1024;

  public Attachment {
    texts = Map.copyOf(texts);
    fields = List.copyOf(fields);
  }

  /**
   * A pair.
   *
   * @param isShort whether it may stand beside another, or null if nothing says so
   */
  public record Field(String title, String value, @Nullable Boolean isShort) {}

  /** As both APIs take it; the text last, for it tells of templates that failed. */
  Json json(Wording wording, int maxRunes) {
    Json json = new Json();
    for (Map.Entry<String, String> text : texts.entrySet()) {
      if (text.getKey().equals("title")) {
        json.putGiven("title", wording.title(text.getValue(), MAX_TITLE_RUNES));
      } else if (!text.getKey().equals("text")) {
        json.putGiven(text.getKey(), wording.text(text.getValue()));
      }
    }
    List<Json> rows = new ArrayList<>();
    fields.forEach(field -> rows.add(row(field, wording)));
    if (!rows.isEmpty()) {
      json.put("fields", rows);
    }
    return json.putGiven("text", wording.body(texts.getOrDefault("text", ""), maxRunes));
  }

  private static Json row(Field field, Wording wording) {
    Json row =
        new Json()
            .put("title", wording.text(field.title()))
            .put("value", wording.text(field.value()));
    Boolean isShort = field.isShort();
    return isShort == null ? row : row.put("short", isShort);
  }
}
