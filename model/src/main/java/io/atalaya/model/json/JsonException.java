package io.atalaya.model.json;

/** A text that is no JSON, or not the JSON that was expected. */
public final class JsonException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  public JsonException(String message) {
    super(message);
  }
}
