package io.atalaya.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.collect.http.AddressGuard;
import io.atalaya.collect.http.Network;
import io.atalaya.server.cli.QueryOptions;
import io.atalaya.server.cli.ServeOptions;
import io.atalaya.server.clock.SystemScheduler;
import io.atalaya.server.config.ConfigLoader;
import io.atalaya.server.config.LoadResult;
import io.atalaya.server.config.PromqlExpressions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/api.md names every address of a running server, and no other. */
class DocumentedAddressesTest {
  private static final Pattern WORD = Pattern.compile("`([^`]+)`");

  @TempDir private Path directory;

  @Test
  void thePageOfAddressesNamesThemAll() throws IOException {
    assertThat(documented()).isEqualTo(answered());
  }

  /** From rows such as {@code | `GET`, `POST` | `/a`, `/b` | meaning |}. */
  private static Set<String> documented() throws IOException {
    Path page = Path.of(System.getProperty("atalaya.root", ".."), "docs", "api.md");
    Set<String> addresses = new TreeSet<>();
    for (String line : Files.readAllLines(page)) {
      List<String> cells = List.of(line.split("\\|"));
      if (line.startsWith("| `")) {
        for (String method : words(cells.get(1))) {
          words(cells.get(2)).forEach(path -> addresses.add(method + " " + path));
        }
      }
    }
    return addresses;
  }

  private static List<String> words(String cell) {
    return WORD.matcher(cell).results().map((MatchResult r) -> r.group(1)).toList();
  }

  private Set<String> answered() throws IOException {
    Path file = Files.writeString(directory.resolve("a.yml"), "web: {listen: \"127.0.0.1:0\"}\n");
    LoadResult loaded =
        ConfigLoader.load(List.of(file), Map.of(), PromqlExpressions.with(Set.of()));
    assertThat(loaded).isInstanceOf(LoadResult.Loaded.class);
    ServerOptions options =
        new ServerOptions(
            directory.resolve("data"),
            "test",
            QueryOptions.defaults(),
            ServeOptions.defaults(),
            Set.of(),
            Map.of(),
            Map.of(),
            Path.of("/proc"));
    try (SystemScheduler scheduler = new SystemScheduler();
        Server server =
            Server.start(
                ((LoadResult.Loaded) loaded).configuration(),
                options,
                scheduler,
                Network.system(AddressGuard.except(Set.of())),
                new SecureRandom(),
                new Lifecycle(List::of, () -> {}))) {
      return new TreeSet<>(server.addresses());
    }
  }
}
