package io.atalaya.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/**
 * Silencing an alert in a browser: from the alert, from a link in a message, and by the keyboard.
 */
@TestInstance(Lifecycle.PER_CLASS)
class SilencesPageTest {
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
    visitor = browsing.visitor(ColorScheme.LIGHT);
    page = visitor.newPage();
  }

  @AfterEach
  void sayGoodbye() {
    if (visitor != null) {
      visitor.close();
    }
  }

  private Locator row(String comment) {
    return page.locator("li.alert", new Page.LocatorOptions().setHasText(comment));
  }

  private static Locator button(Locator place, String name) {
    return place.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(name));
  }

  private void create(String author, String comment) {
    page.getByLabel("Your name").fill(author);
    page.getByLabel("Why").fill(comment);
    button(page.locator("form"), "Create").click();
    assertThat(row(comment)).isVisible();
  }

  private String matchers() {
    return page.getByLabel("Matchers").inputValue();
  }

  @Test
  void anAlertIsSilencedFromWhereItIsShown() {
    browsing.open(page, "/alerts");
    page.getByText("Silence this").click();
    assertThat(page.getByTestId("matched")).containsText("1 alert");
    assertThat(matchers()).contains("alertname=\"ShopDown\"", "instance=\"127.0.0.1:1\"");
    create("ana", "new shop on Monday");
    assertThat(row("new shop on Monday")).containsText("holds back 1 alert");
    button(row("new shop on Monday"), "Expire").click();
    assertThat(row("new shop on Monday")).containsText("expired");
  }

  @Test
  void theLinkOfAMessageOpensTheFormFilledIn() {
    browsing.open(
        page,
        "/#/silences/new?filter=%7Balertname%3D%22ShopDown%22%2C%20instance%3D~%22.*%3F%22%7D");
    assertThat(page.getByTestId("matched")).containsText("1 alert");
    assertThat(matchers()).isEqualTo("alertname=\"ShopDown\",\ninstance=~\".*?\"");
    create("ben", "from the mail");
    page.waitForURL("**/silences");
  }

  @Test
  void theLinkOfAMessageShowsWhatItsReceiverIsToldOf() {
    browsing.open(page, "/#/alerts?receiver=stranger");
    assertThat(page.getByText("to stranger")).isVisible();
    assertThat(row("ShopDown")).hasCount(0);
    page.getByText("Show all").click();
    assertThat(row("ShopDown").first()).isVisible();
  }

  @Test
  void aSilenceIsChangedAndItsAuthorRemembered() {
    browsing.open(page, "/silences?new=1&filter=team%3D%22sea%22");
    assertThat(page.getByTestId("matched")).containsText("0 alerts");
    create("carla", "high tide");
    row("high tide").getByText("Edit").click();
    assertThat(page.getByLabel("Your name")).hasValue("carla");
    page.getByLabel("For how long").fill("3d");
    page.getByLabel("Why").fill("spring tide");
    button(page.locator("form"), "Change").click();
    assertThat(row("spring tide")).isVisible();
    assertThat(row("high tide")).hasCount(0);
    browsing.open(page, "/silences?new=1");
    assertThat(page.getByLabel("Your name")).hasValue("carla");
  }

  @Test
  void theKeyboardIsEnough() {
    browsing.open(page, "/");
    assertThat(page.locator("main .card").first()).isVisible();
    page.keyboard().press("g");
    page.keyboard().press("i");
    page.waitForURL("**/silences");
    page.getByText("New silence").focus();
    page.keyboard().press("Enter");
    page.getByLabel("Matchers").focus();
    page.keyboard().type("team=\"moon\"");
    page.keyboard().press("Tab");
    page.keyboard().press("Tab");
    page.keyboard().type("dora");
    page.keyboard().press("Tab");
    page.keyboard().type("eclipse");
    page.keyboard().press("Enter");
    assertThat(row("eclipse")).containsText("dora");
  }

  @Test
  void whatIsNoMatcherIsNotSent() {
    browsing.open(page, "/silences?new=1&filter=team");
    page.getByLabel("Your name").fill("eve");
    page.getByLabel("Why").fill("no matcher");
    button(page.locator("form"), "Create").click();
    assertThat(page.locator("textarea:invalid")).isVisible();
    assertThat(row("no matcher")).hasCount(0);
  }
}
