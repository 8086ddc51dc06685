package io.atalaya.query.promqltest;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestReporter;

/** Runs Prometheus' own scripts: one test for each evaluation, and a summary of each file. */
class SharedScriptsTest {
  private static final String SHARED = "atalaya.shared";
  private static final String ONLY = "promqltest.only";

  @TestFactory
  Stream<DynamicContainer> scriptsOfPrometheus(TestReporter reporter) throws IOException {
    Path folder =
        Path.of(System.getProperty(SHARED, "missing")).resolve("corpora").resolve("promqltest");
    assumeTrue(Files.isDirectory(folder), "no shared corpora; set -D" + SHARED);
    String only = System.getProperty(ONLY, "");
    List<Path> scripts;
    try (Stream<Path> files = Files.list(folder)) {
      scripts =
          files
              .filter(f -> f.toString().endsWith(".test") && f.toString().contains(only))
              .sorted()
              .toList();
    }
    return scripts.stream().map(script -> container(script, reporter));
  }

  private static DynamicContainer container(Path script, TestReporter reporter) {
    String name = script.getFileName().toString();
    return DynamicContainer.dynamicContainer(
        name, new ScriptTests(name, read(script), reporter).tests());
  }

  private static String read(Path script) {
    try {
      return Files.readString(script, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The tests of one script, which share its storage and run in order. */
  private static final class ScriptTests {
    private final String name;
    private final List<Command> commands;
    private final TestReporter reporter;
    private final ScriptRun run = new ScriptRun();
    private final List<Command> pending = new ArrayList<>();
    private int evaluated;
    private int passed;

    ScriptTests(String name, String script, TestReporter reporter) {
      this.name = name;
      this.reporter = reporter;
      commands = ScriptParser.parse(script);
    }

    List<DynamicTest> tests() {
      List<DynamicTest> tests = new ArrayList<>();
      for (Command command : commands) {
        switch (command) {
          case Command.Clear c -> pending.add(c);
          case Command.Load l -> pending.add(l);
          case Command.Eval eval -> tests.add(test(eval, List.copyOf(pending)));
        }
        if (command instanceof Command.Eval) {
          pending.clear();
        }
      }
      tests.add(DynamicTest.dynamicTest("summary", this::report));
      return tests;
    }

    private DynamicTest test(Command.Eval eval, List<Command> before) {
      return DynamicTest.dynamicTest(
          "line " + eval.line() + ": " + eval.expression(),
          () -> {
            evaluated++;
            before.forEach(run::run);
            run.run(eval);
            passed++;
          });
    }

    private void report() {
      reporter.publishEntry(name, passed + " of " + evaluated + " evaluations as expected");
    }
  }
}
