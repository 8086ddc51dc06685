package io.atalaya.alert.template;

/**
 * How much one template may be, and may do.
 *
 * @param templateChars longest text that is parsed
 * @param outputChars longest text that an execution, or any function in it, may make
 * @param steps how many actions, commands and list elements one execution may touch
 * @param depth how deep templates, blocks and parentheses may nest while executing; bounds the
 *     stack
 */
public record Limits(int templateChars, int outputChars, long steps, int depth) {
  /** 1 MiB of template, 4 MiB of output, a million steps, 400 levels. */
  public static final Limits DEFAULT = new Limits(1 << 20, 4 << 20, 1_000_000, 400);

  public Limits {
    if (templateChars < 1 || outputChars < 1 || steps < 1 || depth < 1) {
      throw new IllegalArgumentException("every limit of a template must be at least 1");
    }
  }
}
