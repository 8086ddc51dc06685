package io.atalaya.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class SecretTest {
  private record Receiver(String name, Secret token) {}

  @Test
  void noTextFormShowsTheValue() {
    Secret secret = Secret.of("hunter2");
    assertThat(secret).hasToString("<secret>");
    assertThat(
            new Receiver("ops", secret).toString() + List.of(secret) + String.format("%s", secret))
        .doesNotContain("hunter2");
    assertThat(secret.reveal()).isEqualTo("hunter2");
  }

  @Test
  void secretsAreEqualByValue() {
    assertThat(Secret.of("a")).isEqualTo(Secret.of("a")).hasSameHashCodeAs(Secret.of("a"));
    assertThat(Secret.of("a")).isNotEqualTo(Secret.of("b"));
    assertThat(Secret.of("").isEmpty()).isTrue();
    assertThat(Secret.of("a").isEmpty()).isFalse();
  }
}
