package io.atalaya.alert.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.atalaya.alert.FakeEvaluator;
import io.atalaya.alert.notify.ActionRunner;
import io.atalaya.alert.receiver.ActionConfig;
import io.atalaya.alert.receiver.ActionConfig.Argument;
import io.atalaya.alert.receiver.ActionConfig.Fixed;
import io.atalaya.alert.receiver.ActionConfig.LabelValue;
import io.atalaya.alert.receiver.ActionConfig.Limits;
import io.atalaya.alert.receiver.ActionConfig.Verification;
import io.atalaya.alert.receiver.Channel;
import io.atalaya.model.DecisionRecord;
import io.atalaya.model.Labels;
import io.atalaya.model.Notification;
import io.atalaya.model.Notifier;
import io.atalaya.model.Notifier.Outcome;
import io.atalaya.model.SampleSink;
import io.atalaya.model.SecretSource;
import io.atalaya.model.http.HttpClientConfig;
import io.atalaya.testkit.VirtualScheduler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Actions with real processes, on a virtual clock. */
@Timeout(180)
class ActionsTest {
  private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");

  @TempDir Path dir;
  private final VirtualScheduler clock = new VirtualScheduler(START);
  private final FakeEvaluator evaluator = new FakeEvaluator();
  private final List<DecisionRecord> decisions = Collections.synchronizedList(new ArrayList<>());
  private final List<Map<String, Object>> posted = new ArrayList<>();
  private Outcome answer = new Outcome.Delivered("restarted");
  private Actions actions;

  @BeforeEach
  void begin() throws IOException {
    assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "no /bin/sh: actions are not tested");
    actions = open();
  }

  private Actions open() throws IOException {
    return new Actions(
        dir.resolve("actions"), clock, evaluator, SampleSink.DEFAULT_TENANT, decisions::add);
  }

  @AfterEach
  void end() throws IOException {
    actions.close();
  }

  /** A script that is the program itself; what it does with its arguments is its own matter. */
  private Path script(String body) throws IOException {
    Path script = Files.writeString(dir.resolve("repair.sh"), "#!/bin/sh\n" + body + "\n");
    assertThat(script.toFile().setExecutable(true)).isTrue();
    return script;
  }

  private static ActionConfig.Command command(Path program, Argument... arguments) {
    List<Argument> all = new ArrayList<>(List.of(new Fixed(program.toString())));
    all.addAll(List.of(arguments));
    return new ActionConfig.Command(all);
  }

  private ActionConfig config(ActionConfig.Call call, @Nullable Verification verification) {
    return new ActionConfig("restart", call, "instance", false, Limits.DEFAULT, verification);
  }

  private Notifier notifier(ActionConfig config) {
    ActionRunner.Poster poster =
        (fields, id) -> {
          posted.add(fields);
          return answer;
        };
    return actions.notifier(new Channel("repair", "action", 0), config, poster);
  }

  private Outcome send(ActionConfig config, String... instances) {
    return notifier(config).send(message(clock.instant(), instances));
  }

  private static Notification message(Instant due, String... instances) {
    List<Notification.Alert> alerts =
        Stream.of(instances)
            .map(
                instance ->
                    new Notification.Alert(
                        Labels.of("alertname", "Down", "instance", instance, "the.team", "x y"),
                        Labels.empty(),
                        due,
                        Instant.EPOCH,
                        "",
                        true))
            .toList();
    return new Notification(
        "n1", "repair", "{}:{}", "first", Labels.empty(), Map.of(), alerts, 0, "", due);
  }

  private List<String> outcomes() {
    return decisions.stream().map(DecisionRecord::outcome).toList();
  }

  private DecisionRecord last() {
    return decisions.getLast();
  }

  @Test
  void aLabelIsAWholeArgumentWhateverItHolds() throws IOException {
    String evil = "web1; touch " + dir.resolve("hacked") + " $(id) `id` '\" *";
    Path script = script("for a in \"$@\"; do echo \"<$a>\"; done");
    ActionConfig config = config(command(script, new Fixed("--host"), label()), null);
    assertThat(send(config, evil)).isInstanceOf(Outcome.Delivered.class);
    assertThat(outcomes()).containsExactly("started", "succeeded");
    assertThat(last().details().get("output")).isEqualTo("<--host>\n<" + evil + ">");
    assertThat(dir.resolve("hacked")).doesNotExist();
  }

  private static LabelValue label() {
    return new LabelValue("instance");
  }

  @Test
  void aValueThatLooksLikeAnOptionIsNoArgument() throws IOException {
    ActionConfig config = config(command(script("echo \"$@\""), label()), null);
    assertThat(send(config, "--force")).isInstanceOf(Outcome.Refused.class);
    assertThat(outcomes()).containsExactly("not run");
    assertThat(last().reason()).isEqualTo("the value of label instance is no safe argument");
  }

  @Test
  void labelsAreVariablesAndNothingElseIsInherited() throws IOException {
    ActionConfig config = config(command(script("env | sort")), null);
    send(config, "web1");
    assertThat(last().details().get("output"))
        .contains("ATALAYA_LABEL_instance=web1", "ATALAYA_LABEL_the_team=x y")
        .contains("ATALAYA_ACTION=restart", "ATALAYA_TARGET=web1")
        .doesNotContain("HOME=", "USER=");
  }

  @Test
  void theRecordSaysWhatWasDoneAndWhatCameOfIt() throws IOException {
    Path script = script("echo broken >&2; exit 3");
    assertThat(send(config(command(script, label()), null), "web1"))
        .isEqualTo(new Outcome.Refused("web1: it ended with 3"));
    assertThat(last().step()).isEqualTo(DecisionRecord.Step.ACTION);
    assertThat(last().details())
        .containsEntry("exit", "3")
        .containsEntry("output", "broken")
        .containsEntry("command", "\"" + script + "\" \"web1\"")
        .containsEntry("target", "web1")
        .containsEntry("notification", "n1")
        .containsKeys("took", "alert");
  }

  @Test
  void outputIsBoundedAndNeverBlocksTheProgram() throws IOException {
    send(config(command(script("yes | head -c 1000000")), null), "web1");
    assertThat(last().outcome()).isEqualTo("succeeded");
    assertThat(last().details().getOrDefault("output", "").length())
        .isBetween(1000, CommandRun.MAX_OUTPUT_BYTES + 2);
  }

  @Test
  void whatTakesTooLongIsKilledWithAllItsChildren() throws Exception {
    Path pids = dir.resolve("pids");
    Path script =
        script("sleep 600 & echo $! > %1$s; sh -c 'sleep 600 & wait' & wait".formatted(pids));
    ActionConfig config = config(command(script), null);
    Thread runs = Thread.ofVirtual().name("runs").start(() -> send(config, "web1"));
    while (!Files.exists(pids) || Files.size(pids) == 0) {
      Thread.onSpinWait();
    }
    long child = Long.parseLong(Files.readString(pids).strip());
    while (runs.isAlive()) {
      clock.advance(Duration.ofSeconds(31));
    }
    assertThat(last().reason()).isEqualTo("killed after 30s");
    while (runs(child)) {
      Thread.onSpinWait();
    }
  }

  /** A process that was killed has no command any more, though nobody may have buried it yet. */
  private static boolean runs(long pid) {
    return ProcessHandle.of(pid).flatMap(process -> process.info().command()).isPresent();
  }

  @Test
  void oneRunAtATimeForATarget() throws Exception {
    Path go = dir.resolve("go");
    Path script = script("while [ ! -e %s ]; do sleep 0.02; done".formatted(go));
    ActionConfig config = config(command(script), null);
    Thread runs = Thread.ofVirtual().name("runs").start(() -> send(config, "web1"));
    while (decisions.isEmpty()) {
      Thread.onSpinWait();
    }
    clock.advance(Duration.ofSeconds(1));
    assertThat(send(config, "web1")).isEqualTo(new Outcome.Refused("web1: it still runs for web1"));
    Files.createFile(go);
    runs.join();
    assertThat(outcomes()).containsExactly("started", "not run", "succeeded");
  }

  @Test
  void theCoolDownOfATargetOutlivesARestart() throws IOException {
    ActionConfig config = config(command(script("true")), null);
    send(config, "web1");
    actions.close();
    actions = open();
    clock.advance(Duration.ofMinutes(9));
    assertThat(send(config, "web1"))
        .isEqualTo(new Outcome.Refused("web1: it ran 9m ago; it waits 10m between two runs"));
    assertThat(send(config, "web2")).isInstanceOf(Outcome.Delivered.class);
    clock.advance(Duration.ofMinutes(1));
    assertThat(send(config, "web1")).isInstanceOf(Outcome.Delivered.class);
  }

  @Test
  void afterThreeFailuresItIsStoppedForAWhileAndThenGetsOneChance() throws IOException {
    ActionConfig fails = config(command(script("exit 1")), null);
    for (String instance : List.of("a", "b", "c")) {
      assertThat(send(fails, instance)).hasToString(refused(instance, "it ended with 1"));
    }
    String stopped = "stopped until 2026-03-01T01:00:00Z: it failed 3 times in a row";
    assertThat(send(fails, "d")).hasToString(refused("d", stopped));
    actions.close();
    actions = open();
    assertThat(send(fails, "d")).hasToString(refused("d", stopped));
    clock.advance(Duration.ofHours(1));
    assertThat(send(fails, "d")).hasToString(refused("d", "it ended with 1"));
    assertThat(send(fails, "e").toString()).contains("it failed 4 times in a row");
    clock.advance(Duration.ofHours(1));
    ActionConfig works = config(command(script("true")), null);
    assertThat(send(works, "e")).isInstanceOf(Outcome.Delivered.class);
    assertThat(send(works, "f")).isInstanceOf(Outcome.Delivered.class);
  }

  private static String refused(String target, String reason) {
    return new Outcome.Refused(target + ": " + reason).toString();
  }

  @Test
  void aRunThatDidNotHelpIsAFailure() throws IOException {
    Verification verification =
        new Verification("up == 1", Duration.ofSeconds(30), Duration.ofMinutes(1));
    ActionConfig config = config(command(script("true")), verification);
    send(config, "web1");
    clock.advance(Duration.ofSeconds(20));
    assertThat(send(config, "web1").toString()).contains("it still runs for web1");
    evaluator.answer("up == 1", FakeEvaluator.sample(1, "instance", "web2"));
    clock.advance(Duration.ofMinutes(2));
    assertThat(outcomes()).containsExactly("started", "succeeded", "not run", "not verified");
    evaluator.answer("up == 1", FakeEvaluator.sample(1, "instance", "web1"));
    clock.advance(Duration.ofMinutes(10));
    send(config, "web1");
    clock.advance(Duration.ofSeconds(30));
    assertThat(last().outcome()).isEqualTo("verified");
  }

  @Test
  void aDryRunRunsNothing() throws IOException {
    Path made = dir.resolve("made");
    ActionConfig config =
        new ActionConfig(
            "restart", command(script("touch " + made)), "instance", true, Limits.DEFAULT, null);
    assertThat(send(config, "web1")).isEqualTo(new Outcome.Delivered("dry run"));
    assertThat(outcomes()).containsExactly("would run");
    assertThat(made).doesNotExist();
  }

  @Test
  void aCallSendsTheLabelsAsData() {
    ActionConfig.Http call =
        new ActionConfig.Http(SecretSource.inline("http://x/"), HttpClientConfig.defaults());
    assertThat(send(config(call, null), "web1")).isInstanceOf(Outcome.Delivered.class);
    assertThat(posted.getFirst())
        .containsEntry("action", "restart")
        .containsEntry("target", "web1")
        .containsEntry(
            "labels", Map.of("alertname", "Down", "instance", "web1", "the.team", "x y"));
    answer = new Outcome.Retry("HTTP 503", null);
    clock.advance(Duration.ofHours(1));
    assertThat(send(config(call, null), "web1")).hasToString(refused("web1", "HTTP 503"));
  }

  @Test
  void manyTargetsAtOnceAndOldMessagesNeedAHuman() throws IOException {
    ActionConfig config = config(command(script("true")), null);
    assertThat(send(config, "a", "b", "c", "d", "e", "f"))
        .isEqualTo(new Outcome.Refused("6 targets at once, more than 5: this needs a human"));
    Notification old = message(clock.instant().minus(Duration.ofHours(3)), "a");
    assertThat(notifier(config).send(old))
        .isEqualTo(new Outcome.Refused("the message is 3h old, the alert may be over"));
    assertThat(outcomes()).containsExactly("not run", "not run");
  }

  @Test
  void aProgramThatIsNotThereIsAFailure() {
    assertThat(send(config(command(Path.of("/nowhere/repair")), null), "web1").toString())
        .contains("it cannot be started");
    assertThat(outcomes()).containsExactly("started", "failed");
  }
}
