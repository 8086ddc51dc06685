package io.atalaya.model.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * One profile of the files that Amazon's tools share: {@code ~/.aws/credentials}, with sections
 * named as the profiles, and {@code ~/.aws/config}, where all but the default one are called {@code
 * [profile NAME]}.
 */
record AwsProfile(String name, Map<String, String> settings) {
  private static final int MAX_FILE_BYTES = 1 << 20;
  private static final String DEFAULT = "default";

  /**
   * Reads a profile; one that stands in no file has no settings.
   *
   * @param wanted its name; empty for that of the environment, or the default one
   * @throws IOException if a file cannot be read
   */
  static AwsProfile read(String wanted, Map<String, String> environment) throws IOException {
    String ofEnvironment = environment.getOrDefault("AWS_PROFILE", DEFAULT);
    String name = wanted.isEmpty() ? ofEnvironment : wanted;
    Map<String, String> settings = new HashMap<>();
    String inConfig = name.equals(DEFAULT) ? DEFAULT : "profile " + name;
    add(file(environment, "AWS_CONFIG_FILE", "config"), inConfig, settings);
    add(file(environment, "AWS_SHARED_CREDENTIALS_FILE", "credentials"), name, settings);
    return new AwsProfile(name, settings);
  }

  private static Path file(Map<String, String> environment, String variable, String name) {
    String given = environment.getOrDefault(variable, "");
    return given.isEmpty()
        ? Path.of(environment.getOrDefault("HOME", "/"), ".aws", name)
        : Path.of(given);
  }

  private static void add(Path file, String section, Map<String, String> settings)
      throws IOException {
    boolean inside = false;
    for (String raw : text(file).split("\n")) {
      String line = raw.strip();
      if (line.startsWith("[") && line.endsWith("]")) {
        inside = line.substring(1, line.length() - 1).strip().equals(section);
      } else if (inside && !line.startsWith("#") && !line.startsWith(";")) {
        int equals = line.indexOf('=');
        if (equals > 0) {
          settings.put(
              line.substring(0, equals).strip().toLowerCase(Locale.ROOT),
              line.substring(equals + 1).strip());
        }
      }
    }
  }

  private static String text(Path file) throws IOException {
    try {
      if (Files.size(file) > MAX_FILE_BYTES) {
        throw new IOException(file + " is larger than " + MAX_FILE_BYTES + " bytes");
      }
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      return "";
    }
  }

  /** The value of a setting; empty if there is none. */
  String get(String setting) {
    return settings.getOrDefault(setting, "");
  }
}
