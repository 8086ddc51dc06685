package io.atalaya.e2e;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Says so where the pages are not tested in a browser, because their tests are not even built. */
class BrowserPresenceTest {
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");

  @Test
  void whereThereIsABrowserThePagesAreTestedInIt() {
    assumeTrue(Files.exists(CHROMIUM), "no " + CHROMIUM + ": the browser tests are left out");
    assertThatCode(() -> Class.forName("io.atalaya.e2e.PagesTest")).doesNotThrowAnyException();
  }
}
