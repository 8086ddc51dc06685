package io.atalaya.server.cli;

import io.atalaya.alert.notify.ActionRunner;
import io.atalaya.alert.notify.FireDrill;
import io.atalaya.alert.notify.Notifiers;
import io.atalaya.alert.notify.PostedMessages;
import io.atalaya.alert.receiver.Receiver;
import io.atalaya.server.config.Configuration;
import io.atalaya.server.config.ExpressionCheck;
import io.atalaya.server.config.yaml.NearestName;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;

/** {@code notify test}: a marked message through every receiver, or one, without a server. */
final class NotifyTestCommand implements Command {
  private final Surroundings surroundings;
  private final ExpressionCheck expressions;

  NotifyTestCommand(Surroundings surroundings, ExpressionCheck expressions) {
    this.surroundings = surroundings;
    this.expressions = expressions;
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.command("test", "Send a message marked as a test and say what became of it.");
    spec.addPositional(Options.files("RECEIVER", "0..*", "Only to these; by default to all."));
    spec.addOption(
        Options.values("FILE", "Configuration file or directory.", "--config", "--config.file"));
    return spec;
  }

  @Override
  public int run(Arguments arguments) {
    Configuration configuration =
        LoadedConfiguration.of(arguments.texts("--config"), surroundings, expressions);
    List<Receiver> receivers = chosen(configuration.routing().receivers(), arguments.words());
    Notifiers notifiers =
        new Notifiers(
            configuration.routing().templates(),
            surroundings.scheduler(),
            surroundings.environment(),
            ActionRunner.none(),
            PostedMessages.ofThisRun());
    URI url = configuration.web().externalUrl();
    String externalUrl = url == null ? "" : url.toString().replaceFirst("/+$", "");
    List<FireDrill.Result> results =
        new FireDrill(notifiers.of(receivers), surroundings.scheduler(), externalUrl).run();
    if (results.isEmpty()) {
      throw new CliException(
          ExitCode.CONFIGURATION, "there is nobody to tell; add receivers: to the configuration");
    }
    results.forEach(this::print);
    boolean all = results.stream().allMatch(FireDrill.Result::delivered);
    return (all ? ExitCode.OK : ExitCode.DEGRADED).code();
  }

  private void print(FireDrill.Result result) {
    surroundings
        .out()
        .printf(
            "%-9s  %s  %d ms  %s%n",
            result.delivered() ? "delivered" : "FAILED",
            result.channel(),
            result.took().toMillis(),
            result.detail());
  }

  private static List<Receiver> chosen(List<Receiver> receivers, List<String> names) {
    Set<String> known = receivers.stream().map(Receiver::name).collect(Collectors.toSet());
    for (String name : names) {
      if (!known.contains(name)) {
        String hint =
            NearestName.of(name, known)
                .map(near -> "; did you mean " + near + "?")
                .orElseGet(
                    () ->
                        known.isEmpty()
                            ? "; there is none"
                            : "; there are " + String.join(", ", new TreeSet<>(known)));
        throw new CliException(ExitCode.USAGE, "no receiver " + name + hint);
      }
    }
    return receivers.stream().filter(r -> names.isEmpty() || names.contains(r.name())).toList();
  }
}
