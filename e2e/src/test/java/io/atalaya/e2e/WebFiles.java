package io.atalaya.e2e;

import io.avaje.jsonb.Jsonb;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** What module {@code ui} is made of, and what it built. */
final class WebFiles {
  static final Path LOCALES = SourceTree.ROOT.resolve("ui/src/main/web/locales");

  /** Where the bundler put its files, and what it says about them. */
  static final Path BUILT = SourceTree.ROOT.resolve("ui/target/classes/ui");

  static final Path METAFILE = SourceTree.ROOT.resolve("ui/target/web/meta.json");

  private WebFiles() {}

  static Map<?, ?> json(Path file) {
    try {
      String text = Files.readString(file);
      return (Map<?, ?>) Jsonb.instance().type(Object.class).fromJson(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
