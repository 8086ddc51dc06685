package io.atalaya.alert.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.atalaya.model.Labels;
import io.atalaya.model.Notification;
import io.atalaya.testkit.InstalledProgram;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same templates and data as in a real {@code amtool template render}: what it prints we print,
 * and what it refuses we refuse. Where it refuses, the words may differ.
 */
class AmtoolComparisonTest {
  private static final Instant START = Instant.parse("2026-01-02T03:04:05.25Z");
  private static final String HTML = "html: ";

  @TempDir private Path dir;
  private final Optional<Path> amtool = InstalledProgram.find("amtool");
  private NotificationTemplates.Rendering ours;

  @BeforeEach
  void prepare() throws IOException {
    assumeTrue(amtool.isPresent(), "amtool is not installed");
    ours =
        new NotificationTemplates(Limits.DEFAULT, InstantSource.fixed(START.plusSeconds(60)))
            .of(notification(), Labels.empty(), "first notification");
    Files.writeString(dir.resolve("data.json"), ours.json());
  }

  private static Notification notification() {
    Labels notes = Labels.of("summary", "It's <b>slow</b> & \"late\"");
    return new Notification(
        "1",
        "team.a",
        "{}:{job=\"web\"}",
        "first notification",
        Labels.of("job", "web"),
        Map.of(),
        List.of(
            new Notification.Alert(
                Labels.of("alertname", "Slow", "instance", "a:1", "job", "web"),
                notes,
                START,
                Instant.EPOCH,
                "http://p.example/graph?g0.expr=up+%3D%3D+0&g0.tab=1",
                true),
            new Notification.Alert(
                Labels.of("alertname", "Slow", "instance", "ünï", "job", "web"),
                notes,
                START,
                START.plusSeconds(3661),
                "",
                false)),
        0,
        "http://a.example/x",
        START);
  }

  private static List<String> cases() throws IOException {
    try (var in = AmtoolComparisonTest.class.getResourceAsStream("as-amtool-renders.txt")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(line -> line.replace("⏎", "\n"))
          .toList();
    }
  }

  /** What a text gives, or nothing if it is refused. */
  private Optional<String> ours(String text) {
    try {
      return Optional.of(
          text.startsWith(HTML) ? ours.html(text.substring(HTML.length())) : ours.text(text));
    } catch (TemplateException e) {
      return Optional.empty();
    }
  }

  @Test
  void textsAreWhatAmtoolMakesOfThem() throws Exception {
    List<String> differences = new ArrayList<>();
    for (String text : cases()) {
      Optional<String> own = ours(text);
      Optional<String> theirs = theirs(text);
      if (!own.equals(theirs)) {
        differences.add(text + "\n  ours:   " + own + "\n  theirs: " + theirs);
      }
    }
    assertThat(differences).isEmpty();
  }

  private Optional<String> theirs(String text) throws Exception {
    boolean html = text.startsWith(HTML);
    Path none = Files.writeString(dir.resolve("none.tmpl"), "");
    Process process =
        new ProcessBuilder(
                amtool.orElseThrow().toString(),
                "template",
                "render",
                "--template.glob=" + none,
                "--template.type=" + (html ? "html" : "text"),
                "--template.data=" + dir.resolve("data.json"),
                "--template.text=" + (html ? text.substring(HTML.length()) : text))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.waitFor() == 0 ? Optional.of(out) : Optional.empty();
  }
}
