package io.atalaya.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemplateCheckTest {
  @TempDir private Path directory;

  private List<String> problems(String yaml) throws IOException {
    Path file = Files.writeString(directory.resolve("a.yml"), yaml);
    return ConfigLoader.load(List.of(file), Map.of(), PromqlExpressions.with(Set.of()))
        .problems()
        .stream()
        .map(problem -> problem.toString().replace(directory + "/", ""))
        .toList();
  }

  @Test
  void aFileThatIsNoTemplateIsAnErrorInItsLine() throws IOException {
    Files.writeString(
        directory.resolve("bad.tmpl"), "{{ define \"a\" }}\n{{ .X | nope }}{{ end }}");
    assertThat(
            problems(
                """
                route: {receiver: x}
                templates: [bad.tmpl]
                receivers: [{name: x}]
                """))
        .containsExactly("bad.tmpl:2:1: no template: function \"nope\" not defined");
  }

  @Test
  void aReceiversTextThatIsNoTemplateIsAnErrorWhereItStands() throws IOException {
    assertThat(
            problems(
                """
                route: {receiver: x}
                receivers:
                  - name: x
                    slack_configs:
                      - api_url: http://x/
                        channel: c
                        title: '{{ if }}'
                    webhook_configs:
                      - url: http://x/
                        payload: {a: [{b: '{{ .Status'}]}
                """))
        .containsExactly(
            "a.yml:7:16: no template: missing value for if",
            "a.yml:10:27: no template: unclosed action");
  }

  @Test
  void whatIsDefinedElsewhereAndWhatIsNoTemplateIsFine() throws IOException {
    Files.writeString(directory.resolve("good.tmpl"), "{{ define \"a\" }}{{ .Status }}{{ end }}");
    assertThat(
            problems(
                """
                route: {receiver: "{{ x"}
                templates: ["*.tmpl"]
                global: {smtp_smarthost: "a:1", smtp_from: b@example.org, smtp_auth_password: "{{"}
                receivers:
                  - name: "{{ x"
                    email_configs:
                      - to: '{{ template "a" . }}@example.org'
                        auth_username: u
                        auth_password: "{{p"
                    action_configs:
                      - {name: a, command: [/bin/echo, "{{"]}
                """))
        .isEmpty();
  }
}
