package io.atalaya.alert.template;

import io.atalaya.model.Labels;
import io.atalaya.model.Notification;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;

/**
 * Texts of notifications: the default templates, the user's template files over them, and the texts
 * of receivers, which mostly invoke one of these, as {@code {{ template "slack.default.title" .
 * }}}.
 */
public final class NotificationTemplates {
  private static final List<String> DEFAULTS = List.of("default.tmpl", "email.tmpl");

  private final TemplateSet templates;
  private final InstantSource clock;

  /**
   * The default templates alone.
   *
   * @param clock what {@code now} and {@code since} go by
   */
  public NotificationTemplates(Limits limits, InstantSource clock) {
    this.clock = clock;
    this.templates = new TemplateSet(AlertmanagerFunctions.SET.plus(OwnFunctions.UNBOUND), limits);
    DEFAULTS.forEach(name -> templates.parse(name, resource(name)));
  }

  private static String resource(String name) {
    try (InputStream in = NotificationTemplates.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the program lacks its resource " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Adds a template file; what it defines replaces what was defined before. All files must be added
   * before the first notification is rendered.
   *
   * @param name the file's name without its folder: the text outside definitions is known by it
   * @throws TemplateException if it is no template
   */
  public void add(String name, String text) {
    templates.parse(name, text);
  }

  /**
   * Checks a receiver's text without executing it.
   *
   * @throws TemplateException if it is no template
   */
  public void check(String text) {
    templates.copy().parse("", text);
  }

  /**
   * Prepares a notification for its texts.
   *
   * @param routeLabels the labels of its route, expanded
   * @param reason why it is sent, in Alertmanager's words, or empty
   */
  public Rendering of(Notification notification, Labels routeLabels, String reason) {
    TemplateSet own =
        templates.with(
            List.of(
                AlertmanagerFunctions.routeLabels(routeLabels),
                OwnFunctions.because(notification),
                OwnFunctions.silenceUrl(notification)));
    return new Rendering(own, NotificationData.of(notification, routeLabels, reason), clock);
  }

  /** One notification, to be put into as many texts as its receiver has. */
  public static final class Rendering {
    private final TemplateSet templates;
    private final Value data;
    private final Environment environment;

    private Rendering(TemplateSet templates, Value data, InstantSource clock) {
      this.templates = templates;
      this.data = data;
      this.environment = Environment.at(clock);
    }

    /**
     * Executes a text.
     *
     * @throws TemplateException if it cannot be parsed or executed
     */
    public String text(String text) {
      return text.contains("{{") ? parsed(text).execute("", data, environment) : text;
    }

    /**
     * Executes a text that makes HTML; see {@link TemplateSet#executeHtml}.
     *
     * @throws TemplateException if it cannot be parsed or executed
     */
    public String html(String text) {
      return text.contains("{{") ? parsed(text).executeHtml("", data, environment) : text;
    }

    /** The notification's data as JSON, as templates see it: the core of a webhook's payload. */
    public String json() {
      return text("{{ toJson . }}");
    }

    private TemplateSet parsed(String text) {
      TemplateSet own = templates.copy();
      own.parse("", text);
      return own;
    }
  }
}
