package io.atalaya.model.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShownUrlTest {
  @ParameterizedTest
  @CsvSource({
    "https://user:secret@a.example:9090/x/y?token=secret#secret, https://a.example:9090/x/y",
    "http://a.example, http://a.example",
    "http://[::1]:80/, http://[::1]:80/",
    "unix:///var/run/docker.sock, unix:///var/run/docker.sock"
  })
  void whatMayBeSecretIsLeftOut(String url, String shown) {
    assertThat(ShownUrl.of(url)).isEqualTo(shown);
  }
}
