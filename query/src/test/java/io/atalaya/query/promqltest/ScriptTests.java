package io.atalaya.query.promqltest;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestReporter;

/** The tests of one script, one for each evaluation; they share its storage and run in order. */
final class ScriptTests {
  private final String name;
  private final List<Command> commands;
  private final TestReporter reporter;
  private final ScriptRun run = new ScriptRun();
  private final List<Command> pending = new ArrayList<>();
  private int evaluated;
  private int passed;

  private ScriptTests(String name, String script, TestReporter reporter) {
    this.name = name;
    this.reporter = reporter;
    commands = ScriptParser.parse(script);
  }

  static DynamicContainer of(String name, String script, TestReporter reporter) {
    return DynamicContainer.dynamicContainer(name, new ScriptTests(name, script, reporter).tests());
  }

  private List<DynamicTest> tests() {
    List<DynamicTest> tests = new ArrayList<>();
    for (Command command : commands) {
      switch (command) {
        case Command.Clear c -> pending.add(c);
        case Command.Load l -> pending.add(l);
        case Command.Eval eval -> {
          tests.add(test(eval, List.copyOf(pending)));
          pending.clear();
        }
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
