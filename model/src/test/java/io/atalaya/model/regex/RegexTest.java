package io.atalaya.model.regex;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RegexTest {
  @ParameterizedTest(name = "{0} on {1}")
  @CsvSource(
      delimiter = '~',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "foo~foo~true",
        "foo~xfoo~false",
        "foo|bar~bar~true",
        "foo|bar~foobar~false",
        "^foo$~foo~true",
        "^(foo|bar)$~bar~true",
        "api-.*~api-~true",
        "api-.+~api-~false",
        "api-.+~api-x~true",
        ".*-api~x-api~true",
        ".+-api~-api~false",
        ".*err.*~an error~true",
        ".*a.*b.*~xbxa~false",
        "a.*a~a~false",
        "ab.*ba~aba~false",
        "ab.+ba~abba~false",
        "ab.+ba~abxba~true",
        ".+.+~x~false",
        "(?i)FOO~foo~true",
        "(?i)straße~STRAẞE~true",
        "(?i)k~\u212a~true",
        "(?i)s~\u017f~true",
        "(?i)i~\u0130~false",
        "(?i)σ~ς~true",
        "[^a]~\uD83D\uDE00~true",
        "..~\uD83D\uDE00~false",
        "\\p{Han}+~世界~true",
        "\\p{Lu}\\p{Ll}+~Éclair~true",
        "\\PL+~123~true",
        "(?i)\\p{Lu}~a~true",
        "\\bfoo\\b.*~foo bar~true",
        "\\bfoo\\b.*~foobar~false",
        "a\\b~a~true",
        "\\d{3}-\\d{4}~555-1234~true",
        "[[:xdigit:]]{4}~beeF~true",
        "\\Qa.b\\E~a.b~true",
        "\\Qa.b\\E~axb~false",
        "10\\.0\\.(0|1)\\.\\d+:9100~10.0.1.77:9100~true",
      })
  void matchesWholeTexts(String expression, String text, boolean expected) {
    Regex regex = Regex.compile(expression);
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    assertThat(regex.matches(text)).isEqualTo(expected);
    assertThat(regex.matches(utf8, 0, utf8.length)).isEqualTo(expected);
  }

  @Test
  void dotMatchesNewlineInWholeTexts() {
    assertThat(Regex.compile("a.b").matches("a\nb")).isTrue();
    assertThat(Regex.compile("(?-s)a.b").matches("a\nb")).isFalse();
    assertThat(RegexSearch.compile("a.b").find("a\nb")).isFalse();
    assertThat(Regex.compile("(?m).*^b$.*").matches("a\nb\nc")).isTrue();
  }

  @Test
  void whatIsNotWellFormedCountsAsTheReplacementCharacter() {
    assertThat(Regex.compile("a.b").matches("a\ud800b")).isTrue();
    assertThat(Regex.compile("a\ufffdb").matches("a\udc00b")).isTrue();
    assertThat(Regex.compile("a[^\ufffd]b").matches("a\udc00b")).isFalse();
    byte[] overlong = {'a', (byte) 0xc0, (byte) 0x80, 'b'};
    assertThat(Regex.compile("a..b").matches(overlong, 0, 4)).isTrue();
    assertThat(Regex.compile("a\ufffd{2}b").matches(overlong, 0, 4)).isTrue();
    byte[] surrogate = {(byte) 0xed, (byte) 0xa0, (byte) 0x80};
    assertThat(Regex.compile("\ufffd{3}").matches(surrogate, 0, 3)).isTrue();
    byte[] cut = {(byte) 0xe4, (byte) 0xb8};
    assertThat(Regex.compile("[\ufffd]{2}").matches(cut, 0, 2)).isTrue();
    byte[] beyond = {(byte) 0xf4, (byte) 0x90, (byte) 0x80, (byte) 0x80};
    assertThat(Regex.compile("\ufffd{4}").matches(beyond, 0, 4)).isTrue();
  }

  @Test
  void readsOnlyThePartOfTheBytesItIsGiven() {
    byte[] bytes = "xxapi-1yy".getBytes(StandardCharsets.UTF_8);
    for (String expression : List.of("api-1", "api-1|b", "api-.*", "ap[h-j]-\\d")) {
      assertThat(Regex.compile(expression).matches(bytes, 2, 7)).isTrue();
    }
  }

  @Test
  void factsForIndexesAreFound() {
    assertThat(Regex.compile("a|bc|^d$").literals()).contains(Set.of("a", "bc", "d"));
    assertThat(Regex.compile("web-(1|2)").literals()).contains(Set.of("web-1", "web-2"));
    assertThat(Regex.compile("(?i)ab").literals()).contains(Set.of("ab", "aB", "Ab", "AB"));
    assertThat(Regex.compile("x?").literals()).contains(Set.of("", "x"));
    assertThat(Regex.compile("[0-9]{4}").literals()).isEmpty();
    assertThat(Regex.compile("a*").literals()).isEmpty();
    Regex regex = Regex.compile("^web-(a1|a2)-[0-9]+\\.example\\.com$");
    assertThat(regex.prefix()).isEqualTo("web-a");
    assertThat(regex.suffix()).isEqualTo(".example.com");
    assertThat(regex.contains()).containsExactly("web-", "-", ".example.com");
    assertThat(Regex.compile("(ab)+c").contains()).containsExactly("ab", "c");
    assertThat(Regex.compile("(?:x\uD83D\uDE00|y\uD83D\uDE00)").suffix()).isEqualTo("\uD83D\uDE00");
    assertThat(Regex.compile(".*").matchesEmpty()).isTrue();
    assertThat(Regex.compile("a|").matchesEmpty()).isTrue();
    assertThat(Regex.compile(".+").matchesEmpty()).isFalse();
  }

  @Test
  void thousandsOfLiteralsAreASet() {
    String pods =
        String.join("|", IntStream.range(0, 20_000).mapToObj(i -> "pod-" + i * 7).toList());
    Regex regex = Regex.compile("(" + pods + ")");
    byte[] hit = "pod-139993".getBytes(StandardCharsets.UTF_8);
    assertThat(regex.literals().orElseThrow()).hasSize(20_000);
    assertThat(regex.matches(hit, 0, hit.length)).isTrue();
    assertThat(regex.matches("pod-139994")).isFalse();
    assertThat(regex.expand("pod-7", "<$1>")).isEqualTo("<pod-7>");
    assertThat(regex.prefix()).isEqualTo("pod-");
  }

  /** {@link java.util.regex} takes exponential time or overflows its stack on these. */
  @ParameterizedTest
  @CsvSource({
    "(x+x+)+y, x, false",
    "(a|aa)+$, a, true",
    "(a|a?)+b, a, false",
    "(?:a?){1000}a{1000}, a, false",
    ".*.*.*.*.*.*x, y, false",
    "(.*)*(.*)*c, b, false",
  })
  void hardExpressionsTakeAFewStatesAndOneStepACharacter(
      String expression, String character, boolean expected) {
    String text = character.repeat(100_000);
    Program program = Compiler.compile(Parser.parse(expression, true));
    LazyDfa dfa = new LazyDfa(program, false);
    assertThat(dfa.matches(text)).isEqualTo(expected);
    assertThat(dfa.statesMade()).isLessThan(2100);
    String shorter = character.repeat(300);
    PikeVm machine = new PikeVm(program, shorter, program.slots());
    machine.whole();
    assertThat(machine.steps()).isLessThanOrEqualTo(2L * program.size() * (shorter.length() + 1));
  }

  @Test
  void anAutomatonWithTooManyStatesStaysWithinItsMemoryAndRight() {
    String expression = "(?:a|b)*a(?:a|b){60}c*";
    Random random = new Random(7);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 60_000; i++) {
      text.append(random.nextBoolean() ? 'a' : 'b');
    }
    LazyDfa dfa = new LazyDfa(Compiler.compile(Parser.parse(expression, true)), false);
    text.setCharAt(text.length() - 61, 'b');
    assertThat(dfa.matches(text.toString())).isFalse();
    text.setCharAt(text.length() - 61, 'a');
    byte[] utf8 = text.toString().getBytes(StandardCharsets.UTF_8);
    assertThat(dfa.matches(utf8, 0, utf8.length)).isTrue();
    // A state of this expression takes more than 120 bytes, and a wasteful text drops none.
    assertThat(dfa.statesMade()).isLessThan(LazyDfa.MAX_BYTES / 120);
    assertThat(dfa.matches("a".repeat(61))).isTrue();
    assertThat(dfa.matches("a".repeat(60))).isFalse();
  }

  @Test
  void shortTextsStayRightWhileStatesComeAndGo() {
    String expression = "(?:a|b)*a(?:a|b){18}[cd]*";
    LazyDfa dfa = new LazyDfa(Compiler.compile(Parser.parse(expression, true)), false);
    java.util.regex.Pattern oracle = java.util.regex.Pattern.compile(expression);
    Random random = new Random(3);
    int matches = 0;
    for (int i = 0; i < 3000; i++) {
      StringBuilder text = new StringBuilder();
      random.ints(40, 0, 2).forEach(bit -> text.append(bit == 0 ? 'a' : 'b'));
      boolean expected = oracle.matcher(text).matches();
      assertThat(dfa.matches(text.toString())).isEqualTo(expected);
      matches += expected ? 1 : 0;
    }
    assertThat(matches).isBetween(1000, 2000);
  }

  @Test
  void nestingUpToTheLimitNeedsNoDeepStack() throws InterruptedException {
    String nested = "(a|b?".repeat(300) + "c" + ")".repeat(300);
    AtomicReference<@Nullable String> result = new AtomicReference<>();
    Thread thread =
        new Thread(
            null,
            () -> {
              Regex regex = Regex.compile(nested + "[0-9]+");
              result.set(regex.prefix() + regex.suffix() + regex.expand("bbc7", "$1"));
              result.set(result.get() + RegexSearch.compile(nested).replaceAll("xbcx", "-"));
            },
            "small stack",
            512 * 1024);
    thread.start();
    thread.join();
    assertThat(result.get()).isEqualTo("bbcx-x");
  }

  @Test
  void factsOfAwkwardExpressionsAreFoundInLittleTime() {
    String nested = "(?:".repeat(300) + "ab" + "|ac)".repeat(300);
    assertThat(Regex.compile(nested + ".*x").prefix()).isEqualTo("a");
    assertThat(Regex.compile("(?:a?){500}|".repeat(300) + "b").matches("aaa")).isTrue();
    assertThat(Regex.compile("[ab]".repeat(9) + "(c)".repeat(20_000)).literals()).isEmpty();
    assertThat(Regex.compile("[a-z][a-z]|".repeat(2000) + "x").literals().orElseThrow())
        .hasSize(677);
    assertThat(Regex.compile("[a-z]{3}|b").literals()).isEmpty();
  }

  @Test
  void manyThreadsShareOneExpression() throws InterruptedException, ExecutionException {
    Regex regex = Regex.compile("(?:[a-z]+[0-9]*-)*(?:x|yy|z{3})[0-9a-f]{4,8}");
    List<String> texts =
        IntStream.range(0, 4000)
            .mapToObj(i -> "ab" + i + "-cd-yy" + Integer.toHexString(i))
            .toList();
    java.util.regex.Pattern oracle = java.util.regex.Pattern.compile(regex.pattern());
    long expected = texts.stream().filter(t -> oracle.matcher(t).matches()).count();
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<Long>> counts =
          IntStream.range(0, 8)
              .mapToObj(i -> threads.submit(() -> texts.stream().filter(regex::matches).count()))
              .toList();
      for (Future<Long> count : counts) {
        assertThat(count.get()).isEqualTo(expected);
      }
    }
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @CsvSource(
      delimiter = '~',
      value = {
        "(.*):(\\d+)~host:9100~$1~host",
        "(.*):(\\d+)~host:9100~${1}x~hostx",
        "(.*):(\\d+)~host:9100~$1x~''",
        "(?P<h>.*):(?<p>\\d+)~host:9100~$p/$h~9100/host",
        "(?P<h>.*):(?<p>\\d+)~host:9100~${h}_$p~host_9100",
        "(?P<h>.*):(?<p>\\d+)~host:9100~$h_$p~9100",
        "(.*)~x~$$1~$1",
        "(.*)~x~$~$",
        "(.*)~x~$ 1~$ 1",
        "(.*)~x~${1~${1",
        "(.*)~x~${}~${}",
        "(.*)~x~$0$01$2~x",
        "(a)|(b)~b~[$1][$2]~[][b]",
        "(?P<n>a)|(?P<n>b)~b~$n~b",
        "(a*)(a*)~aa~$1,$2~aa,",
        "(a*?)(a*)~aa~$1,$2~,aa",
        "(a|ab)(c|bcd)?~abcd~$1,$2~a,bcd",
        "(é)(.)~é世~$2$1~世é",
      })
  void expandsTemplatesAsGoDoes(String expression, String text, String template, String expected) {
    assertThat(Regex.compile(expression).expand(text, template)).isEqualTo(expected);
  }

  @Test
  void expandGivesNullWithoutAMatch() {
    assertThat(Regex.compile("(a)").expand("ab", "$1")).isNull();
    assertThat(RegexSearch.compile("(x)").expand("ab", "$1")).isNull();
    assertThat(RegexSearch.compile("(b)").expand("abc", "<$1>")).isEqualTo("<b>");
  }

  /** From the examples of Go's documentation of {@code regexp} and from its rules. */
  @ParameterizedTest(name = "{0} {1} {2}")
  @CsvSource(
      delimiter = '~',
      value = {
        "a(x*)b~-ab-axxb-~T~-T-T-",
        "a(x*)b~-ab-axxb-~$1~--xx-",
        "a(x*)b~-ab-axxb-~$1W~---",
        "a(x*)b~-ab-axxb-~${1}W~-W-xxW-",
        "a*~baaac~x~xbxcx",
        "~ab~-~-a-b-",
        "b*~\uD83D\uDE00b~-~-\uD83D\uDE00-",
        "^a~aaa~b~baa",
        "\\bf~foo of~g~goo of",
        "(?i)error~Error: ERROR~E~E: E",
        "x~abc~y~abc",
      })
  void replacesAllAsGoDoes(String expression, String text, String template, String expected) {
    String from = text == null ? "" : text;
    assertThat(RegexSearch.compile(expression == null ? "" : expression).replaceAll(from, template))
        .isEqualTo(expected);
  }
}
