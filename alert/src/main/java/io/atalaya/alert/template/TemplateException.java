package io.atalaya.alert.template;

/**
 * A template that cannot be parsed or executed. The message has Go's form: {@code template:
 * NAME:LINE: …} from the parser, {@code template: NAME:LINE:COLUMN: executing "NAME" at <…>: …}
 * from the executor; columns count bytes from 0, as Go's do.
 */
public final class TemplateException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public TemplateException(String message) {
    super(message);
  }
}
