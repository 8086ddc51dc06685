package io.atalaya.e2e;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A real browser before the real program, which watches this machine and a service of the test's.
 * Where the machine has no Chromium or no Node, its tests are skipped and say so.
 */
final class Browsing implements AutoCloseable {
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final Path NODE = Path.of("/usr/bin/node");
  private static final List<String> QUIETLY =
      List.of(
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync");

  /** Longer than Playwright's own, because a busy machine is no fault of the pages. */
  private static final double PATIENCE_MILLIS = 60_000;

  private final Target target;
  private final Program program;
  private final int port;
  private final Playwright playwright;
  private final Browser browser;

  private Browsing(Target target, Program program, int port) {
    this.target = target;
    this.program = program;
    this.port = port;
    playwright =
        Playwright.create(
            new Playwright.CreateOptions()
                .setEnv(
                    Map.of(
                        "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD",
                        "1",
                        "PLAYWRIGHT_NODEJS_PATH",
                        NODE.toString())));
    browser =
        playwright
            .chromium()
            .launch(new BrowserType.LaunchOptions().setExecutablePath(CHROMIUM).setArgs(QUIETLY));
  }

  static Browsing start(Path folder) throws Exception {
    assumeTrue(Files.isExecutable(CHROMIUM), "no " + CHROMIUM + ": browser tests are skipped");
    assumeTrue(Files.isExecutable(NODE), "no " + NODE + ": browser tests are skipped");
    Target target = new Target();
    Path configuration = configuration(folder, target.port());
    String data = folder.resolve("data").toString();
    Program program =
        Program.start("start", "--listen", "127.0.0.1:0", "--data", data, configuration.toString());
    return new Browsing(target, program, program.port());
  }

  private static Path configuration(Path folder, int port) throws IOException {
    String yaml =
        """
        global:
          scrape_interval: 1s
          evaluation_interval: 1s
        default_rules: []
        host:
          interval: 1s
        scrape_configs:
          - job_name: shop
            static_configs:
              - targets: ["127.0.0.1:%1$d", "127.0.0.1:1"]
        checks:
          - name: shop page
            interval: 1s
            http: http://127.0.0.1:%1$d/
        groups:
          - name: shop
            rules:
              - alert: ShopDown
                expr: up{job="shop"} == 0
                annotations:
                  summary: "{{ $labels.instance }} does not answer"
        """
            .formatted(port);
    return Files.writeString(folder.resolve("pages.yml"), yaml);
  }

  /** A visitor of their own: nothing is remembered from the one before. */
  BrowserContext visitor(ColorScheme scheme) {
    BrowserContext context =
        browser.newContext(
            new Browser.NewContextOptions()
                .setLocale("en-GB")
                .setTimezoneId("UTC")
                .setViewportSize(1280, 900)
                .setColorScheme(scheme));
    context.setDefaultTimeout(PATIENCE_MILLIS);
    return context;
  }

  /** Opens an address such as {@code /explore?expr=up}. */
  void open(Page page, String address) {
    page.navigate(address(address));
  }

  /** The whole of such an address. */
  String address(String path) {
    return "http://127.0.0.1:" + port + path;
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
    program.close();
    target.close();
  }
}
