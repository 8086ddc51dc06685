package io.atalaya.bench;

import io.atalaya.model.regex.Regex;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Matches 200,000 label values of 37 chars against typical matchers: nanoseconds a value with our
 * engine on strings and on UTF-8, with RE2/J, and with {@link java.util.regex}.
 *
 * <p>Each run first checks that all four count the same matches.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(RegexBenchmark.VALUES)
@Fork(value = 1, jvmArgsAppend = "-XX:+UseCompactObjectHeaders")
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
public class RegexBenchmark {
  static final int VALUES = 200_000;
  private static final int VALUE_CHARS = 37;
  private static final List<String> SERVICES =
      List.of("checkout", "payments", "frontend", "catalog", "search", "billing");

  /** The matcher. */
  @Param({
    "payments-prod-00001-7f9c4d5b86-aaaaaa",
    "checkout-.*",
    ".*prod.*",
    ".*-[0-9a-f]{10}-.*",
    "(checkout|payments|search)-.*",
    ".+-(prod|staging)-.+[0-4]",
    "(?i).*PROD.*",
    "[a-z]+-prod-[0-9]{5}-.*",
    "checkout-.*-(a|b|c)[a-z0-9]+",
    ".*(x|y)+z$",
  })
  public String matcher = "";

  private final String[] values = new String[VALUES];
  private byte[] utf8 = {};
  private Regex ours = Regex.compile("");
  private com.google.re2j.Pattern re2j = com.google.re2j.Pattern.compile("");
  private Pattern jdk = Pattern.compile("");

  /** Makes the values, always the same, and checks that the engines agree. */
  @Setup
  public void prepare() {
    Random random = new Random(1);
    StringBuilder all = new StringBuilder(VALUES * VALUE_CHARS);
    for (int i = 0; i < VALUES; i++) {
      values[i] = value(random);
      all.append(values[i]);
    }
    utf8 = all.toString().getBytes(StandardCharsets.UTF_8);
    ours = Regex.compile(matcher);
    re2j = com.google.re2j.Pattern.compile(matcher, com.google.re2j.Pattern.DOTALL);
    jdk = Pattern.compile(matcher, Pattern.DOTALL);
    int count = oursOnStrings();
    if (count != oursOnUtf8() || count != re2j() || count != jdk()) {
      throw new IllegalStateException("the engines disagree on " + matcher);
    }
  }

  /** A pod's name, such as {@code search-prod-00042-7f9c4d5b86-x2kqzzz}. */
  private static String value(Random random) {
    String service = SERVICES.get(random.nextInt(SERVICES.size()));
    String stage = random.nextInt(3) == 0 ? "staging" : "prod";
    StringBuilder value = new StringBuilder(service).append('-').append(stage);
    value.append(String.format("-%05d-", random.nextInt(100_000)));
    value.append(String.format("%010x", random.nextLong() & 0xff_ffff_ffffL)).append('-');
    IntStream.generate(() -> 'a' + random.nextInt(26))
        .limit(VALUE_CHARS)
        .forEach(value::appendCodePoint);
    return value.substring(0, VALUE_CHARS);
  }

  /** Our engine on strings. */
  @Benchmark
  public int oursOnStrings() {
    int count = 0;
    for (String value : values) {
      count += ours.matches(value) ? 1 : 0;
    }
    return count;
  }

  /** Our engine on UTF-8, as the index reads it. */
  @Benchmark
  public int oursOnUtf8() {
    int count = 0;
    for (int i = 0; i < VALUES; i++) {
      count += ours.matches(utf8, i * VALUE_CHARS, (i + 1) * VALUE_CHARS) ? 1 : 0;
    }
    return count;
  }

  /** RE2/J. */
  @Benchmark
  public int re2j() {
    int count = 0;
    for (String value : values) {
      count += re2j.matcher(value).matches() ? 1 : 0;
    }
    return count;
  }

  /** The JDK's engine, which is not linear. */
  @Benchmark
  public int jdk() {
    int count = 0;
    for (String value : values) {
      count += jdk.matcher(value).matches() ? 1 : 0;
    }
    return count;
  }
}
