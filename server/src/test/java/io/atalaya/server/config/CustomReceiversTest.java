package io.atalaya.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.alert.notify.FireDrill;
import io.atalaya.alert.notify.Notifiers;
import io.atalaya.alert.receiver.Channel;
import io.atalaya.model.Labels;
import io.atalaya.model.Notification;
import io.atalaya.model.Notifier;
import io.atalaya.model.Notifier.Outcome;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Receivers from a jar that is made here, as their authors make theirs. */
class CustomReceiversTest {
  private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");

  /** The example of docs/alerting.md, and ways to go wrong. */
  private static final String SOURCE =
      """
      package org.example;

      import io.atalaya.alert.plugin.CustomReceiver;
      import io.atalaya.alert.plugin.ReceiverPlugin;
      import io.atalaya.model.Notification;
      import io.atalaya.model.Notifier.Outcome;
      import java.io.IOException;
      import java.nio.file.Files;
      import java.nio.file.Path;
      import java.nio.file.StandardOpenOption;
      import java.util.List;
      import java.util.Map;

      public final class FilePlugin implements ReceiverPlugin {
        @Override
        public String type() {
          return "file";
        }

        @Override
        public List<String> faults(List<String> keys) {
          return keys.contains("path") ? List.of() : List.of("path is missing");
        }

        @Override
        public CustomReceiver create(Map<String, String> settings) {
          Path path = Path.of(settings.get("path"));
          return new CustomReceiver() {
            @Override
            public Outcome send(Notification notification) throws Exception {
              switch (settings.getOrDefault("mode", "")) {
                case "throw" -> throw new IllegalStateException("no paper");
                case "error" -> throw new NoClassDefFoundError("org/example/Paper");
                case "null" -> { return null; }
                case "hang" -> Thread.sleep(600_000);
                default -> {}
              }
              String line = notification.receiver() + " " + notification.alerts().size();
              Files.writeString(path, line + " " + settings.get("token") + "\\n",
                  StandardOpenOption.CREATE, StandardOpenOption.APPEND);
              return new Outcome.Delivered("written");
            }

            @Override
            public Outcome test(Notification marked) {
              return new Outcome.Delivered("the folder is there");
            }
          };
        }
      }
      """;

  @TempDir Path dir;
  private ClassLoader before;
  private URLClassLoader plugins;

  @BeforeEach
  void installTheJar() throws IOException {
    Path jar = jar();
    before = Thread.currentThread().getContextClassLoader();
    plugins = new URLClassLoader(new URL[] {jar.toUri().toURL()}, before);
    Thread.currentThread().setContextClassLoader(plugins);
  }

  @AfterEach
  void removeIt() throws IOException {
    Thread.currentThread().setContextClassLoader(before);
    plugins.close();
  }

  private Path jar() throws IOException {
    Path source = Files.writeString(dir.resolve("FilePlugin.java"), SOURCE);
    Path classes = Files.createDirectory(dir.resolve("classes"));
    int code =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-proc:none",
                "-classpath",
                System.getProperty("java.class.path"),
                "-d",
                classes.toString(),
                source.toString());
    assertThat(code).isZero();
    Path jar = dir.resolve("file-plugin.jar");
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file);
        Stream<Path> compiled = Files.walk(classes)) {
      for (Path each : compiled.filter(Files::isRegularFile).toList()) {
        add(out, classes.relativize(each).toString(), Files.readAllBytes(each));
      }
      String services = "META-INF/services/io.atalaya.alert.plugin.ReceiverPlugin";
      add(out, services, "org.example.FilePlugin\n".getBytes(StandardCharsets.UTF_8));
    }
    return jar;
  }

  private static void add(JarOutputStream out, String name, byte[] content) throws IOException {
    out.putNextEntry(new ZipEntry(name));
    out.write(content);
    out.closeEntry();
  }

  private LoadResult load(String keys) throws IOException {
    Path config =
        Files.writeString(
            dir.resolve("config.yml"),
            """
            route: {receiver: desk}
            receivers:
              - name: desk
                custom_configs:
                  - {%s}
            """
                .formatted(keys));
    return ConfigLoader.load(List.of(config), Map.of(), PromqlExpressions.with(Set.of()));
  }

  private Map<Channel, Notifier> notifiers(String keys) throws IOException {
    Configuration configuration = ((LoadResult.Loaded) load(keys)).configuration();
    return new Notifiers(List.of(), InstantSource.fixed(NOW))
        .of(configuration.routing().receivers());
  }

  private Outcome send(String keys) throws IOException {
    return notifiers(keys).values().iterator().next().send(message());
  }

  private static Notification message() {
    Notification.Alert alert =
        new Notification.Alert(
            Labels.of("alertname", "A"), Labels.empty(), NOW, Instant.EPOCH, "", true);
    return new Notification(
        "1", "desk", "{}:{}", "first", Labels.empty(), Map.of(), List.of(alert), 0, "", NOW);
  }

  private String fault(String keys) throws IOException {
    return ((LoadResult.Refused) load(keys)).problems().toString();
  }

  @Test
  void aReceiverFromAJarIsToldWithTheSettingsOfTheFile() throws IOException {
    Files.writeString(dir.resolve("token"), "s3cret\n");
    Path told = dir.resolve("told");
    String keys = "type: file, path: '%s', token_file: token".formatted(told);
    assertThat(send(keys)).isEqualTo(new Outcome.Delivered("written"));
    assertThat(told).hasContent("desk 1 s3cret\n");
    Channel channel = notifiers(keys).keySet().iterator().next();
    assertThat(channel).hasToString("desk/custom_file[0]");
  }

  @Test
  void aFireDrillUsesItsOwnTest() throws IOException {
    Map<Channel, Notifier> notifiers = notifiers("type: file, path: /nowhere/told");
    FireDrill.Result result =
        new FireDrill(notifiers, InstantSource.fixed(NOW), "").run().getFirst();
    assertThat(result.detail()).isEqualTo("the folder is there");
  }

  @Test
  void whateverItsCodeDoesIsAFailedDelivery() throws IOException {
    assertThat(send("type: file, path: /nowhere/told")).isInstanceOf(Outcome.Retry.class);
    for (String mode : List.of("throw", "error", "'null'")) {
      assertThat(send("type: file, path: x, mode: " + mode))
          .as(mode)
          .isInstanceOf(Outcome.Retry.class);
    }
    assertThat(send("type: file, path: x, mode: throw"))
        .hasToString(
            "Retry[reason=the plugin failed: java.lang.IllegalStateException: no paper,"
                + " after=null]");
  }

  @Test
  void oneThatNeverAnswersIsInterrupted() throws IOException {
    assertThat(send("type: file, path: x, mode: hang, timeout: 100ms"))
        .isEqualTo(new Outcome.Retry("the plugin did not answer within 100ms", null));
  }

  @Test
  void faultsAreToldWhenTheFileIsRead() throws IOException {
    assertThat(fault("type: file")).contains("config.yml:5:9", "file: path is missing");
    assertThat(fault("type: fiel, path: x"))
        .contains("no plugin has receivers of type \"fiel\"", "did you mean file?");
  }

  @Test
  void itsSettingsAreNotShown() throws IOException {
    Configuration configuration =
        ((LoadResult.Loaded) load("type: file, path: x, token: s3cret")).configuration();
    assertThat(ConfigPrinter.print(configuration)).contains("type: file").doesNotContain("s3cret");
  }
}
