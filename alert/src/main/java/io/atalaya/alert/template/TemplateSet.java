package io.atalaya.alert.template;

import io.atalaya.model.GoQuote;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Templates that can invoke each other by name.
 *
 * <p>A set is filled by one thread and may then be executed by many; {@link #copy} makes one that
 * can be filled further without changing the first.
 */
public final class TemplateSet {
  private final FunctionSet functions;
  private final Limits limits;
  private final Map<String, Template> templates;

  public TemplateSet(FunctionSet functions, Limits limits) {
    this(functions, limits, Map.of());
  }

  private TemplateSet(FunctionSet functions, Limits limits, Map<String, Template> templates) {
    this.functions = functions;
    this.limits = limits;
    this.templates = new HashMap<>(templates);
  }

  /** A set with the same templates. */
  public TemplateSet copy() {
    return new TemplateSet(functions, limits, templates);
  }

  /** A set with the same templates, and some functions replaced. */
  TemplateSet with(List<TemplateFunction> replaced) {
    return new TemplateSet(functions.plus(replaced), limits, templates);
  }

  /** The names that can be executed. */
  public Set<String> names() {
    return new TreeSet<>(templates.keySet());
  }

  /**
   * Adds a text and everything that it defines. As in Go, a later definition replaces an earlier
   * one, unless it is blank and the earlier one is not.
   *
   * @throws TemplateException if it is no template; the set is then as it was
   */
  public void parse(String name, String text) {
    if (text.length() > limits.templateChars()) {
      throw new TemplateException(
          "template: %s: %d characters are more than the limit of %d"
              .formatted(name, text.length(), limits.templateChars()));
    }
    Parser.parse(name, text, functions::has)
        .forEach((defined, body) -> add(new Template(defined, name, text, body)));
  }

  private void add(Template template) {
    if (!template.body().isBlank() || !templates.containsKey(template.name())) {
      templates.put(template.name(), template);
    }
  }

  /**
   * Executes a template.
   *
   * @param data the cursor, and {@code $}
   * @return its text
   * @throws TemplateException if it cannot be executed within the limits
   */
  public String execute(String name, Value data, Environment environment) {
    return executor(environment, Escape.NONE).execute(required(name), data);
  }

  /**
   * Executes a template that makes HTML: what actions print is escaped for where it stands, in
   * text, in an attribute, or in a link, except what {@code safeHtml} and {@code safeUrl} trust.
   *
   * <p>This is simpler than Go's {@code html/template}: it looks at the HTML as it is written, not
   * at the template, and it has no escape for scripts and style sheets; a value there shows as
   * {@code ZgotmplZ}, as values do that Go refuses.
   */
  public String executeHtml(String name, Value data, Environment environment) {
    return with(List.of(Builtins.HTML_IN_HTML))
        .executor(environment, Escape.HTML)
        .execute(required(name), data);
  }

  private Executor executor(Environment environment, Escape escape) {
    return new Executor(this, functions, new Run(limits, environment), escape);
  }

  private Template required(String name) {
    Template template = templates.get(name);
    if (template == null) {
      throw new TemplateException("template: no template " + GoQuote.of(name));
    }
    return template;
  }

  @Nullable Template find(String name) {
    return templates.get(name);
  }
}
