package io.atalaya.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Mouse;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.BoundingBox;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.KeyboardModifier;
import com.microsoft.playwright.options.RequestOptions;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages as a visitor meets them: in a browser, served by the program, with real readings. */
@TestInstance(Lifecycle.PER_CLASS)
class PagesTest {
  private static final List<String> PAGES =
      List.of(
          "/",
          "/explore?expr=node_load1",
          "/alerts",
          "/silences?new=1&filter=alertname%3D%22ShopDown%22",
          "/checks",
          "/targets",
          "/status");

  /** Browsers log refused requests as errors; that the page shows them well is tested here. */
  private static final Pattern EXPECTED_ERROR =
      Pattern.compile("status of 400|ERR_INTERNET_DISCONNECTED");

  private final List<String> errors = new ArrayList<>();

  @TempDir private static Path folder;
  private Browsing browsing;
  private BrowserContext visitor;
  private Page page;

  @BeforeAll
  void openTheBrowser() throws Exception {
    PlaywrightAssertions.setDefaultAssertionTimeout(20_000);
    browsing = Browsing.start(folder);
  }

  @AfterAll
  void closeTheBrowser() {
    if (browsing != null) {
      browsing.close();
    }
  }

  @BeforeEach
  void welcomeAVisitor() {
    visit(ColorScheme.LIGHT);
  }

  private void visit(ColorScheme scheme) {
    errors.clear();
    visitor = browsing.visitor(scheme);
    page = visitor.newPage();
    page.onPageError(errors::add);
    page.onConsoleMessage(
        message -> {
          if (message.type().equals("error") && !EXPECTED_ERROR.matcher(message.text()).find()) {
            errors.add(message.text());
          }
        });
  }

  @AfterEach
  void nothingWentWrongUnseen() {
    if (visitor != null) {
      visitor.close();
      assertThat(errors).isEmpty();
    }
  }

  private Locator heading(String text) {
    return page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName(text));
  }

  private void type(String text) {
    page.keyboard().type(text);
  }

  private void press(String... keys) {
    for (String key : keys) {
      page.keyboard().press(key);
    }
  }

  @Test
  void overviewShowsThisMachineLive() {
    browsing.open(page, "/");
    Locator cpu = page.getByRole(AriaRole.IMG, new Page.GetByRoleOptions().setName("CPU: "));
    assertThat(cpu.locator("canvas")).isVisible();
    assertThat(page.locator(".legend").first()).containsText("user");
    assertThat(page.locator(".disks .bar").first()).isVisible();
    page.waitForRequest("**/api/v1/query_range", () -> {});
  }

  @Test
  void overviewNamesWhatIsWrong() {
    browsing.open(page, "/");
    assertThat(page.locator(".tile").nth(2)).containsText("1 / 2");
    Locator alert = page.locator(".alert");
    assertThat(alert).containsText("127.0.0.1:1 does not answer");
    link(alert, "Chart").click();
    page.waitForURL("**/explore?expr=up*");
    assertThat(page).hasTitle(Pattern.compile("^\\(1\\) Explore"));
  }

  private static Locator link(Locator place, String name) {
    return place.getByRole(AriaRole.LINK, new Locator.GetByRoleOptions().setName(name));
  }

  @Test
  void anAlertSaysWhyItFires() {
    browsing.open(page, "/alerts");
    Locator alert = page.locator(".alert").first();
    alert.getByText("Why?").click();
    assertThat(alert.locator(".sentences")).containsText("up{job=\"shop\"} == 0 gives 0");
    assertThat(alert.locator(".decisions")).containsText("firing");
    link(alert, "Silence this").click();
    page.waitForURL("**/silences?new=1&filter=*");
  }

  @Test
  void anAlertOfAnotherProgramStandsAmongOurOwn() {
    visitor
        .request()
        .post(
            browsing.address("/api/v2/alerts"),
            RequestOptions.create()
                .setData(
                    List.of(
                        Map.of(
                            "labels", Map.of("alertname", "Tide", "check", "shop page"),
                            "annotations", Map.of("summary", "<b>high</b> water")))));
    browsing.open(page, "/alerts?q=tide");
    Locator alert = page.locator(".alert");
    assertThat(alert).containsText("<b>high</b> water");
    link(alert, "Check").click();
    page.waitForURL("**/checks?check=shop*page");
    assertThat(page.locator("main")).containsText("Tide");
  }

  @Test
  void aDragZoomsAndTheBackButtonReturns() {
    browsing.open(page, "/explore?expr=node_load1");
    assertThat(page.getByTestId("stats")).containsText("1 series");
    Locator plot = page.locator(".u-over");
    plot.hover();
    BoundingBox box = plot.boundingBox();
    page.mouse().move(box.x + 200, box.y + 50);
    page.mouse().down();
    page.mouse().move(box.x + 500, box.y + 60, new Mouse.MoveOptions().setSteps(6));
    page.mouse().up();
    page.waitForURL(Pattern.compile("from=1\\d{9}&to=1\\d{9}"));
    page.goBack();
    page.waitForURL(Pattern.compile("expr=node_load1$"));
    assertThat(page.locator("#range")).containsText("Last hour");
  }

  @Test
  void thePointerShowsWhatWasMeasuredThere() {
    browsing.open(page, "/explore?expr=node_load1&from=now-5m");
    assertThat(page.getByTestId("stats")).containsText("1 series");
    BoundingBox box = page.locator(".u-over").boundingBox();
    page.mouse().move(box.x + box.width - 2, box.y + 60);
    assertThat(page.locator(".tooltip b")).isVisible();
  }

  @Test
  void theEditorCompletesAMetricAndRunsIt() {
    browsing.open(page, "/explore");
    Locator editor =
        page.getByRole(AriaRole.TEXTBOX, new Page.GetByRoleOptions().setName("PromQL"));
    editor.click();
    type("sum(node_load1");
    assertThat(page.locator(".cm-tooltip-autocomplete")).containsText("node_load15");
    press("Escape", "Enter");
    page.waitForURL("**/explore?expr=sum*");
    assertThat(page.getByTestId("stats")).containsText("1 series");
    page.locator("#history").click();
    assertThat(page.locator(".menu .panel").last()).containsText("sum(node_load1)");
  }

  @Test
  void aMetricIsFoundByWhatIsSaidOfItAndAsked() {
    browsing.open(page, "/explore");
    press("m");
    Locator search =
        page.getByRole(AriaRole.SEARCHBOX, new Page.GetByRoleOptions().setName("Find by name"));
    assertThat(search).isFocused();
    type("load 15m");
    Locator found = page.locator(".metrics button");
    assertThat(found.first()).containsText("node_load15");
    press("Enter");
    page.waitForURL("**/explore?expr=node_load15");
    assertThat(page.getByTestId("stats")).containsText("1 series");
    assertThat(found).hasCount(0);
  }

  @Test
  void aMetricIsPutWhereTheQueryIsWritten() {
    browsing.open(page, "/explore");
    page.getByRole(AriaRole.TEXTBOX, new Page.GetByRoleOptions().setName("PromQL")).click();
    type("1 + ");
    page.locator("#metrics").click();
    page.locator(".menu input[type=search]").fill("node_load1");
    page.locator(".metrics button").first().click();
    assertThat(page.locator(".cm-content")).hasText("1 + node_load1");
    assertThat(page.locator(".cm-content")).isFocused();
  }

  @Test
  void theFirstMinutesOfAServerFillTheCharts() {
    browsing.open(page, "/");
    assertThat(page.locator("#range")).containsText("Last 5 minutes");
  }

  @Test
  void theTableShowsTheValuesAsTheServerWritesThem() {
    browsing.open(page, "/explore?expr=vector(1)/0&view=table");
    assertThat(page.locator("tbody td").last()).hasText("+Inf");
  }

  @Test
  void aTableIsSortedByPressingItsHead() {
    browsing.open(page, "/explore?expr=up{job%3D%22shop%22}&view=table");
    Locator values = page.locator("tbody td:last-child");
    Locator head = page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Value"));
    head.click();
    assertThat(values).hasText(new String[] {"1", "0"});
    head.click();
    assertThat(values).hasText(new String[] {"0", "1"});
    assertThat(page.locator("th").last()).hasAttribute("aria-sort", "ascending");
  }

  @Test
  void oneLineOfAChartIsShownAlone() {
    browsing.open(page, "/explore?expr=up{job%3D%22shop%22}");
    Locator lines = page.locator("tbody button");
    lines.first().click(new Locator.ClickOptions().setModifiers(List.of(KeyboardModifier.CONTROL)));
    assertThat(lines.first()).hasAttribute("aria-pressed", "true");
    assertThat(lines.last()).hasAttribute("aria-pressed", "false");
    lines.first().click(new Locator.ClickOptions().setModifiers(List.of(KeyboardModifier.CONTROL)));
    assertThat(lines.last()).hasAttribute("aria-pressed", "true");
  }

  @Test
  void aQueryIsExplainedPartByPart() {
    browsing.open(page, "/explore?expr=sum(rate(node_cpu_seconds_total[1m]))/2&view=explain");
    Locator parts = page.locator(".plan tbody tr");
    assertThat(parts.first()).containsText("operation");
    assertThat(parts.filter(new Locator.FilterOptions().setHasText("read a span"))).hasCount(1);
    link(parts.nth(1), "sum(rate(node_cpu_seconds_total[1m]))").click();
    page.waitForURL(Pattern.compile("/explore\\?expr=sum%28rate[^/]*$"));
    assertThat(page.locator(".u-over")).isVisible();
  }

  @Test
  void aLinkToAViewKeepsItsTimes() {
    visitor.grantPermissions(List.of("clipboard-read", "clipboard-write"));
    browsing.open(page, "/explore?expr=up&from=now-15m&refresh=15");
    page.getByText("Copy link").click();
    assertThat(page.getByText("Copied")).isVisible();
    Object copied = page.evaluate("() => navigator.clipboard.readText()");
    assertThat((String) copied)
        .startsWith(browsing.address("/explore?expr=up"))
        .containsPattern("from=1\\d{9}&to=1\\d{9}$");
  }

  @Test
  void aQueryIsLaidOutOverLines() {
    String wide =
        "sum by (cpu) (rate(node_cpu_seconds_total{mode=\"idle\"}[5m]))"
            + " / on () group_left count(node_cpu_seconds_total{mode=\"idle\"}) > 0";
    browsing.open(page, "/explore?expr=" + URLEncoder.encode(wide, StandardCharsets.UTF_8));
    page.getByText("Format").click();
    page.waitForURL(Pattern.compile("expr=[^&]*%0A"));
    assertThat(page.locator(".cm-line").nth(1)).isVisible();
  }

  @Test
  void anEmptyAnswerNamesTheNextStep() {
    browsing.open(page, "/explore?expr=nothing_has_this_name");
    assertThat(heading("No data in this range")).isVisible();
    page.locator(".empty").getByRole(AriaRole.LINK).click();
    page.waitForURL("**/targets");
  }

  @Test
  void aFaultInAQueryIsMarkedWhereItIs() {
    browsing.open(page, "/explore?expr=sum(up%20up)");
    assertThat(page.locator(".failure")).containsText("parse error");
    assertThat(page.locator(".failure mark")).hasText("up");
    assertThat(page.locator(".cm-lintRange-error")).hasText("up");
  }

  @Test
  void pointsThatAreNoNumbersAreGaps() {
    page.route(
        "**/api/v1/query_range",
        route ->
            answer(
                route,
                """
                {"resultType":"matrix","result":[{"metric":{"a":"b"},"values":\
                [[1,"NaN"],[2,"+Inf"],[3,"-Inf"],[4,"5"]]}]}\
                """));
    browsing.open(page, "/explore?expr=up&from=1&to=11");
    assertThat(page.locator("tbody tr")).hasText(Pattern.compile("\\{a=\"b\"}5555"));
  }

  @Test
  void nativeHistogramsAreToldOfBesideAChartAndStandInATable() {
    String histogram = "{\"count\":\"5\",\"sum\":\"3.2\"}";
    page.route(
        "**/api/v1/query_range",
        route ->
            answer(
                route,
                """
                {"resultType":"matrix","result":[{"metric":{"a":"h"},"histograms":[[2,%s]]},\
                {"metric":{"a":"f"},"values":[[2,"7"]]}]}\
                """
                    .formatted(histogram)));
    page.route(
        "**/api/v1/query",
        route ->
            answer(
                route,
                """
                {"resultType":"vector","result":[{"metric":{"a":"h"},"histogram":[2,%s]}]}\
                """
                    .formatted(histogram)));
    browsing.open(page, "/explore?expr=up&from=1&to=11");
    assertThat(page.locator("main")).containsText("1 series is of native histograms");
    assertThat(page.locator("tbody tr")).hasCount(1);
    browsing.open(page, "/explore?expr=up&from=1&to=11&view=table");
    assertThat(page.locator("tbody td").last()).hasText("{{count:5 sum:3.2}}");
  }

  private static void answer(Route route, String data) {
    route.fulfill(
        new Route.FulfillOptions()
            .setContentType("application/json")
            .setBody("{\"status\":\"success\",\"data\":" + data + "}"));
  }

  @Test
  void fourLanguagesWithoutLoadingAnew() {
    browsing.open(page, "/alerts");
    Map<String, String> titles =
        Map.of("es", "Alertas", "zh-Hans", "告警", "zh-Hant", "警示", "en", "Alerts");
    titles.forEach(
        (tag, title) -> {
          page.locator("header select").last().selectOption(tag);
          assertThat(page.locator("html")).hasAttribute("lang", tag);
          assertThat(page.locator("h1")).hasText(title);
        });
  }

  @Test
  void theThemeIsRememberedAndRedrawsTheCharts() {
    browsing.open(page, "/explore?expr=node_load1");
    page.getByLabel("Light or dark").click();
    assertThat(page.locator("html")).hasAttribute("data-theme", "dark");
    page.reload();
    assertThat(page.locator("html")).hasAttribute("data-theme", "dark");
    assertThat(page.locator(".u-over")).isVisible();
  }

  @Test
  void axeFindsNothingInTheLight() {
    for (String address : PAGES) {
      browsing.open(page, address);
      assertThat(violations(new AxeBuilder(page))).as(address).isEmpty();
    }
  }

  @Test
  void axeFindsNoWeakContrastInTheDark() {
    visitor.close();
    visit(ColorScheme.DARK);
    for (String address : PAGES) {
      browsing.open(page, address);
      AxeBuilder axe = new AxeBuilder(page).withRules(List.of("color-contrast"));
      assertThat(violations(axe)).as(address).isEmpty();
    }
  }

  private List<String> violations(AxeBuilder axe) {
    assertThat(page.locator("main .card").first()).isVisible();
    page.waitForFunction("() => !document.querySelector('[aria-busy=true]')");
    return axe.analyze().getViolations().stream().map(Rule::getId).toList();
  }

  @ParameterizedTest
  @ValueSource(ints = {390, 640})
  void everyPageFitsAPhoneAndAScreenAtTwiceTheSize(int width) {
    page.setViewportSize(width, 844);
    for (String address : PAGES) {
      browsing.open(page, address);
      assertThat(page.locator("main .card").first()).isVisible();
      Object excess = page.evaluate("() => Math.max(0, document.body.scrollWidth - innerWidth)");
      assertThat(excess).as(address).isEqualTo(0);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {390, 768, 1024})
  void theNameOfACheckHasRoomOnEveryScreen(int width) {
    page.setViewportSize(width, 844);
    browsing.open(page, "/checks");
    Locator name = page.locator("tbody td").first();
    assertThat(name).containsText("shop page");
    assertThat(name.boundingBox().width).isGreaterThan(200);
  }

  @Test
  void theKeyboardIsEnough() {
    browsing.open(page, "/");
    assertThat(page.locator("main .card").first()).isVisible();
    press("Tab");
    assertThat(page.locator(".skip")).isFocused();
    press("Enter");
    assertThat(page.locator("main")).isFocused();
    press("g", "t");
    page.waitForURL("**/targets");
    press("/");
    assertThat(page.locator("#search")).isFocused();
    type("nowhere");
    page.waitForURL("**/targets?q=nowhere");
    assertThat(heading("Nothing matches")).isVisible();
    page.locator("main").focus();
    press("?");
    assertThat(page.getByRole(AriaRole.DIALOG)).isVisible();
    press("Escape");
    assertThat(page.getByRole(AriaRole.DIALOG)).isHidden();
  }

  @Test
  void aLostServerIsSaidAndTheLastReadingsStay() {
    browsing.open(page, "/targets");
    assertThat(page.locator("tbody tr")).hasCount(2);
    visitor.setOffline(true);
    press("r");
    Locator banner = page.locator(".banner");
    assertThat(banner).containsText("Server not reached since");
    assertThat(page.locator("tbody tr")).hasCount(2);
    visitor.setOffline(false);
    banner.getByRole(AriaRole.BUTTON).click();
    assertThat(banner).isHidden();
  }

  @Test
  void aRefusedConfigurationIsSaidOnEveryPage() {
    page.route(
        "**/api/v1/status/runtimeinfo",
        route ->
            answer(
                route,
                """
                {"startTime":"2026-01-01T00:00:00Z","lastConfigTime":"2026-01-01T00:00:00Z",\
                "reloadConfigSuccess":false,\
                "reloadConfigError":"a.yml:3:1: unknown key \\"jbos\\""}\
                """));
    browsing.open(page, "/checks");
    assertThat(page.locator(".banner")).containsText("unknown key \"jbos\"");
  }

  @Test
  void fiveThousandChecksCostWhatIsLookedAt() {
    String many =
        IntStream.range(0, 5_000)
            .mapToObj(
                i ->
                    """
                    {"name":"check %d","kind":"tcp","target":"host:%d","labels":{},"state":"up",\
                    "since":"2026-01-01T00:00:00Z","lastRun":"2026-01-01T00:00:00Z","failures":0,\
                    "reason":"","message":"","durationSeconds":0.1,"phases":{}}\
                    """
                        .formatted(i, i))
            .collect(Collectors.joining(",", "{\"checks\":[", "]}"));
    page.route("**/api/atalaya/v1/checks", route -> answer(route, many));
    browsing.open(page, "/checks");
    Locator rows = page.locator("tbody tr");
    assertThat(rows.first()).isVisible();
    assertThat(rows.count()).isLessThan(500);
    rows.last().scrollIntoViewIfNeeded();
    assertThat(rows.nth(150)).isAttached();
    page.locator("#search").fill("check 4999");
    assertThat(rows).hasCount(1);
  }

  @Test
  void aCheckHasAPageThatSaysHowItIsAndWhy() {
    String backup =
        """
        {"name":"backup","kind":"heartbeat","target":"every 1h",\
        "labels":{"team":"ops"},"state":"unreachable","since":"2026-01-01T00:00:00Z","failures":0,\
        "note":"depends on router, which fails","maintenance":"","dependsOn":["router"],\
        "lastRun":"2026-01-01T00:00:00Z","nextRun":"2026-01-01T00:01:00Z","reason":"late",\
        "message":"late","durationSeconds":1.5,"phases":{},\
        "pingUrl":"http://127.0.0.1:9/ping/<token>",\
        "changes":[{"at":"2026-01-01T00:00:00Z","state":"unreachable","why":"router"}],\
        "readings":[{"metric":"heartbeat_exit_code","labels":{},"value":3}]}\
        """;
    page.route("**/api/atalaya/v1/checks/*", route -> answer(route, backup));
    browsing.open(page, "/checks?check=backup");
    assertThat(page.locator("h1")).hasText("backup");
    assertThat(page.locator("main")).containsText("depends on router, which fails");
    assertThat(page.locator("main")).containsText("http://127.0.0.1:9/ping/<token>");
    assertThat(page.locator("main")).containsText("heartbeat_exit_code");
    assertThat(page.locator(".strip i").first()).isAttached();
    assertThat(page.locator("a", new Page.LocatorOptions().setHasText("router")).first())
        .hasAttribute("href", Pattern.compile("/checks\\?check=router"));
  }

  @Test
  void aHiddenTabAsksForNothing() {
    List<String> asked = new ArrayList<>();
    page.addInitScript("Object.defineProperty(document, 'hidden', {get: () => true})");
    page.onRequest(request -> asked.add(request.url()));
    browsing.open(page, "/");
    assertThat(page.locator(".tile").first()).isVisible();
    assertThat(asked).noneMatch(url -> url.contains("/api/"));
  }
}
