package io.atalaya.server.config;

import io.atalaya.alert.receiver.TemplateFile;
import io.atalaya.alert.template.Limits;
import io.atalaya.alert.template.NotificationTemplates;
import io.atalaya.alert.template.TemplateException;
import io.atalaya.server.config.yaml.Position;
import io.atalaya.server.config.yaml.Problems;
import io.atalaya.server.config.yaml.YamlList;
import io.atalaya.server.config.yaml.YamlMap;
import io.atalaya.server.config.yaml.YamlNode;
import io.atalaya.server.config.yaml.YamlScalar;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds texts of messages that are no templates when the file is read, not when one is due. */
final class TemplateCheck {
  /** How the language names the place of a fault. */
  private static final Pattern PLACE = Pattern.compile("template: [^:]*:(\\d+)(?::\\d+)?: (.*)");

  /** Below these there is no template. */
  private static final Set<String> NO_TEMPLATES =
      Set.of("name", "labels", "action_configs", "custom_configs", "http_config", "sigv4");

  /** A password may look like a template, and is none. */
  private static final Pattern SECRET = Pattern.compile("password|secret|token|key|_file$");

  private final NotificationTemplates templates =
      new NotificationTemplates(Limits.DEFAULT, InstantSource.fixed(Instant.EPOCH));
  private final Problems problems;

  TemplateCheck(Problems problems) {
    this.problems = problems;
  }

  void files(List<TemplateFile> files) {
    for (TemplateFile file : files) {
      try {
        templates.add(String.valueOf(Path.of(file.name()).getFileName()), file.text());
      } catch (TemplateException e) {
        Matcher place = PLACE.matcher(message(e));
        problems.error(
            place.matches()
                ? new Position(file.name(), Integer.parseInt(place.group(1)), 1)
                : Position.of(file.name()),
            "no template: " + (place.matches() ? place.group(2) : message(e)));
      }
    }
  }

  /** All texts of receivers; the files come first, for these may use what they define. */
  void receivers(YamlNode node) {
    switch (node) {
      case YamlList list -> list.items().forEach(this::receivers);
      case YamlMap map -> map.entries().forEach(this::entry);
      case YamlScalar scalar -> text(scalar);
    }
  }

  private void entry(YamlMap.Entry entry) {
    if (!NO_TEMPLATES.contains(entry.name()) && !SECRET.matcher(entry.name()).find()) {
      receivers(entry.value());
    }
  }

  private void text(YamlScalar scalar) {
    if (!scalar.text().contains("{{")) {
      return;
    }
    try {
      templates.check(scalar.text());
    } catch (TemplateException e) {
      Matcher place = PLACE.matcher(message(e));
      problems.error(
          scalar.at(), "no template: " + (place.matches() ? place.group(2) : message(e)));
    }
  }

  private static String message(TemplateException e) {
    return String.valueOf(e.getMessage());
  }
}
