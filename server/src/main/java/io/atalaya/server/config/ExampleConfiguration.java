package io.atalaya.server.config;

/** The commented example that {@code config create} writes. */
public final class ExampleConfiguration {
  private ExampleConfiguration() {}

  public static String text() {
    return DefaultConfiguration.text("example.yml");
  }
}
