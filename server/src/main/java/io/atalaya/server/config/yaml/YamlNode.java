package io.atalaya.server.config.yaml;

/** A node of a document, with its place. Aliases and merge keys are already resolved. */
public sealed interface YamlNode permits YamlScalar, YamlList, YamlMap {
  /** Where it begins. */
  Position at();

  /** What it is, for messages. */
  default String what() {
    return switch (this) {
      case YamlScalar scalar -> scalar.isNull() ? "nothing" : "a single value";
      case YamlList _ -> "a list";
      case YamlMap _ -> "a mapping";
    };
  }

  /** Whether it is a plain scalar that stands for no value. */
  default boolean isNull() {
    return false;
  }
}
