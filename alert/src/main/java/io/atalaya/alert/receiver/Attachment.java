package io.atalaya.alert.receiver;

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
}
