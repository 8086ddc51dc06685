package io.atalaya.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every language says everything, with the same figures in it and in its own plural forms. */
class LocalesTest {
  /** The forms that {@code Intl.PluralRules} may choose in each language. */
  private static final Map<String, Set<String>> PLURAL_FORMS =
      Map.of(
          "en", Set.of("one", "other"),
          "es", Set.of("one", "many", "other"),
          "zh-Hans", Set.of("other"),
          "zh-Hant", Set.of("other"));

  private static final Pattern PLURAL =
      Pattern.compile("\\{(\\w+), plural,((?: \\w+ \\{[^{}]*})+)}");
  private static final Pattern FORM = Pattern.compile("(\\w+) \\{");
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{(\\w+)[,}]");

  private static Map<String, String> texts(String language) {
    Map<String, String> texts = new TreeMap<>();
    WebFiles.json(WebFiles.LOCALES.resolve(language + ".json"))
        .forEach((key, text) -> texts.put((String) key, (String) text));
    return texts;
  }

  private static Set<String> placeholders(String text) {
    String withoutForms = PLURAL.matcher(text).replaceAll("{$1}");
    return PLACEHOLDER
        .matcher(withoutForms)
        .results()
        .map(found -> found.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @ParameterizedTest
  @ValueSource(strings = {"es", "zh-Hans", "zh-Hant"})
  void saysEverythingThatEnglishSays(String language) {
    Map<String, String> english = texts("en");
    Map<String, String> texts = texts(language);
    assertThat(texts.keySet()).isEqualTo(english.keySet());
    texts.forEach(
        (key, text) -> {
          assertThat(text).as(key).isNotBlank();
          assertThat(placeholders(text))
              .as(key)
              .isEqualTo(placeholders(english.getOrDefault(key, "")));
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"en", "es", "zh-Hans", "zh-Hant"})
  void hasEachPluralFormOfItsLanguage(String language) {
    texts(language)
        .forEach(
            (key, text) -> {
              Matcher plural = PLURAL.matcher(text);
              while (plural.find()) {
                Set<String> forms =
                    FORM.matcher(plural.group(2))
                        .results()
                        .map(found -> found.group(1))
                        .collect(Collectors.toSet());
                assertThat(forms).as(key).isEqualTo(PLURAL_FORMS.get(language));
              }
              assertThat(PLURAL.matcher(text).replaceAll(""))
                  .as("%s: a plural that is not understood", key)
                  .doesNotContain("plural");
            });
  }
}
