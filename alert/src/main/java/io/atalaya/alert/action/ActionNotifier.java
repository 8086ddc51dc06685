package io.atalaya.alert.action;

import io.atalaya.alert.notify.ActionRunner;
import io.atalaya.alert.receiver.ActionConfig;
import io.atalaya.alert.receiver.ActionConfig.Argument;
import io.atalaya.model.DecisionRecord;
import io.atalaya.model.DecisionSink;
import io.atalaya.model.Labels;
import io.atalaya.model.Notification;
import io.atalaya.model.Notifier;
import io.atalaya.model.PromDuration;
import io.atalaya.model.Scheduler;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Runs one action for the firing alerts of a message, once for each target, one after the other.
 * Nothing is tried again by itself: what was not done is refused, so that the group comes again
 * with what is true then, at its next interval.
 */
final class ActionNotifier implements Notifier {
  /** A variable longer than this is none that a program expects. */
  private static final int MAX_VALUE_CHARS = 4096;

  private final ActionConfig config;
  private final ActionRunner.Poster poster;
  private final Ledger ledger;
  private final Verifier verifier;
  private final Scheduler scheduler;
  private final DecisionSink decisions;

  ActionNotifier(
      ActionConfig config,
      ActionRunner.Poster poster,
      Ledger ledger,
      Verifier verifier,
      Scheduler scheduler,
      DecisionSink decisions) {
    this.config = config;
    this.poster = poster;
    this.ledger = ledger;
    this.verifier = verifier;
    this.scheduler = scheduler;
    this.decisions = decisions;
  }

  /** One target of a message. */
  private record Job(Notification message, String target, Labels labels) {}

  /** What became of a run, before anything was verified. */
  private record Done(boolean succeeded, String reason, Map<String, String> details) {}

  @Override
  public Outcome send(Notification message) {
    List<Job> jobs = jobs(message);
    Optional<String> obstacle = obstacle(message, jobs);
    if (obstacle.isPresent()) {
      decide(message, "not run", obstacle.get(), Map.of());
      return new Outcome.Refused(obstacle.get());
    }
    List<String> undone = new ArrayList<>();
    for (Job job : jobs) {
      perform(job).ifPresent(reason -> undone.add(job.target() + ": " + reason));
    }
    return undone.isEmpty()
        ? new Outcome.Delivered(config.dryRun() ? "dry run" : "targets done: " + jobs.size())
        : new Outcome.Refused(String.join("; ", undone));
  }

  private List<Job> jobs(Notification message) {
    Map<String, Job> jobs = new LinkedHashMap<>();
    for (Notification.Alert alert : message.alerts()) {
      if (alert.firing()) {
        String label = config.targetLabel();
        String target = label.isEmpty() ? message.groupKey() : alert.labels().get(label);
        jobs.putIfAbsent(target, new Job(message, target, alert.labels()));
      }
    }
    return List.copyOf(jobs.values());
  }

  private Optional<String> obstacle(Notification message, List<Job> jobs) {
    Duration age = Duration.between(message.due(), scheduler.instant());
    if (age.compareTo(config.limits().maxAge()) > 0) {
      return Optional.of("the message is " + text(age) + " old, the alert may be over");
    }
    if (jobs.size() > config.limits().maxTargets()) {
      return Optional.of(
          jobs.size()
              + " targets at once, more than "
              + config.limits().maxTargets()
              + ": this needs a human");
    }
    boolean nameless = jobs.stream().anyMatch(job -> job.target().isEmpty());
    return nameless
        ? Optional.of("an alert has no label " + config.targetLabel())
        : Optional.empty();
  }

  /** Why it was not done, or failed; nothing if it was done. */
  private Optional<String> perform(Job job) {
    Map<String, String> what;
    try {
      what = description(job);
    } catch (IllegalArgumentException e) {
      return Optional.of(told(job, "not run", String.valueOf(e.getMessage()), Map.of()));
    }
    if (config.dryRun()) {
      told(job, "would run", "this is a dry run", what);
      return Optional.empty();
    }
    Ledger.Run run = new Ledger.Run(config.name(), job.target());
    try {
      Optional<String> obstacle = ledger.tryStart(run, config.limits(), scheduler.instant());
      if (obstacle.isPresent()) {
        return Optional.of(told(job, "not run", obstacle.get(), what));
      }
    } catch (IOException e) {
      return Optional.of(told(job, "not run", "its start cannot be noted: " + e, what));
    }
    return run(job, run, what);
  }

  private Optional<String> run(Job job, Ledger.Run run, Map<String, String> what) {
    told(job, "started", "the alert fires", what);
    Instant begin = scheduler.instant();
    Done done = new Done(false, "our own fault", Map.of());
    try {
      done = call(job);
    } finally {
      Map<String, String> details = new LinkedHashMap<>(what);
      details.putAll(done.details());
      details.put("took", text(Duration.between(begin, scheduler.instant())));
      told(job, done.succeeded() ? "succeeded" : "failed", done.reason(), details);
      settle(job, run, done);
    }
    return done.succeeded() ? Optional.empty() : Optional.of(done.reason());
  }

  /** A run that worked must prove that it helped, if there is a way to. */
  private void settle(Job job, Ledger.Run run, Done done) {
    ActionConfig.Verification verification = config.verification();
    if (!done.succeeded() || verification == null) {
      ledger.ended(run, done.succeeded(), scheduler.instant());
      return;
    }
    verifier.verify(
        verification,
        config.targetLabel(),
        job.target(),
        (helped, reason) -> {
          told(job, helped ? "verified" : "not verified", reason, Map.of());
          ledger.ended(run, helped, scheduler.instant());
        });
  }

  private Done call(Job job) {
    return switch (config.call()) {
      case ActionConfig.Command command -> execute(job, command);
      case ActionConfig.Http _ -> post(job);
    };
  }

  private Done execute(Job job, ActionConfig.Command command) {
    Duration timeout = config.limits().timeout();
    try {
      CommandRun.Result result =
          new CommandRun(scheduler).run(arguments(job, command), environment(job), timeout);
      Map<String, String> details =
          Map.of("exit", Integer.toString(result.exitCode()), "output", result.output());
      String reason =
          result.timedOut()
              ? "killed after " + text(timeout)
              : "it ended with " + result.exitCode();
      return new Done(result.succeeded(), reason, details);
    } catch (IOException e) {
      return new Done(false, "it cannot be started: " + e.getMessage(), Map.of());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Done(false, "this server stopped", Map.of());
    }
  }

  private Done post(Job job) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("action", config.name());
    fields.put("target", job.target());
    fields.put("notification", job.message().id());
    fields.put("labels", job.labels().toMap());
    return switch (poster.post(fields, job.message().id() + "/" + job.target())) {
      case Outcome.Delivered(String detail) -> new Done(true, detail, Map.of());
      case Outcome.Refused(String reason) -> new Done(false, reason, Map.of());
      case Outcome.Retry(String reason, _) -> new Done(false, reason, Map.of());
    };
  }

  /** Letters, digits and underscores of a label's name; everything else becomes an underscore. */
  private Map<String, String> environment(Job job) {
    Map<String, String> variables = new LinkedHashMap<>();
    variables.put("ATALAYA_ACTION", config.name());
    variables.put("ATALAYA_TARGET", job.target());
    variables.put("ATALAYA_NOTIFICATION", job.message().id());
    job.labels()
        .toMap()
        .forEach(
            (name, value) -> {
              String variable = "ATALAYA_LABEL_" + name.replaceAll("[^A-Za-z0-9_]", "_");
              if (value.indexOf('\0') < 0 && value.length() <= MAX_VALUE_CHARS) {
                variables.put(variable, value);
              }
            });
    return variables;
  }

  private Map<String, String> description(Job job) {
    return switch (config.call()) {
      case ActionConfig.Command command ->
          Map.of("command", String.join(" ", quoted(arguments(job, command))));
      case ActionConfig.Http _ -> Map.of("call", "POST");
    };
  }

  private static List<String> quoted(List<String> arguments) {
    return arguments.stream().map(argument -> "\"" + argument + "\"").toList();
  }

  private List<String> arguments(Job job, ActionConfig.Command command) {
    List<String> arguments = new ArrayList<>();
    for (Argument argument : command.arguments()) {
      arguments.add(
          switch (argument) {
            case ActionConfig.Fixed(String text) -> text;
            case ActionConfig.LabelValue(String label) -> value(job, label);
          });
    }
    return arguments;
  }

  /** A value that a program would take for an option is none of an honest label. */
  private static String value(Job job, String label) {
    String value = job.labels().get(label);
    if (value.isEmpty()) {
      throw new IllegalArgumentException("the alert has no label " + label);
    }
    if (value.startsWith("-") || value.indexOf('\0') >= 0 || value.length() > MAX_VALUE_CHARS) {
      throw new IllegalArgumentException("the value of label " + label + " is no safe argument");
    }
    return value;
  }

  private String told(Job job, String outcome, String reason, Map<String, String> details) {
    Map<String, String> all = new LinkedHashMap<>(details);
    all.put("target", job.target());
    all.put("alert", job.labels().fingerprintText());
    decide(job.message(), outcome, reason, all);
    return reason;
  }

  private void decide(
      Notification message, String outcome, String reason, Map<String, String> details) {
    Map<String, String> all = new LinkedHashMap<>(details);
    all.put("action", config.name());
    all.put("notification", message.id());
    decisions.record(
        new DecisionRecord(
            scheduler.instant(),
            DecisionRecord.Step.ACTION,
            message.groupKey(),
            outcome,
            reason,
            all));
  }

  private static String text(Duration duration) {
    return PromDuration.format(Math.max(0, duration.toMillis()));
  }
}
