package io.atalaya.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OwnNamesTest {
  private final OwnNames names = new OwnNames(Set.of("watch.example.org", "Host7.lan"));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "localhost:9090",
        "atalaya.localhost:9090",
        "127.0.0.1:9090",
        "192.0.2.1",
        "[::1]:9090",
        "atalaya:9090",
        "WATCH.example.org",
        "host7.lan:9090"
      })
  void addressesNamesOfThisMachineAndThoseThatNobodyOutsideOwnsAreOurs(String host) {
    assertThat(names.permit(host)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example:9090",
        "127.0.0.1.evil.example:9090",
        "watch.example.org.evil.example",
        "localhost.evil.example"
      })
  void namesThatAnotherMayOwnAreNot(String host) {
    assertThat(names.permit(host)).isFalse();
  }
}
