package io.atalaya.server.config;

import io.atalaya.alert.receiver.ActionConfig;
import io.atalaya.alert.receiver.ActionConfig.Argument;
import io.atalaya.alert.receiver.ActionConfig.Limits;
import io.atalaya.alert.receiver.ActionConfig.Verification;
import io.atalaya.alert.receiver.ReceiverConfig;
import io.atalaya.model.http.HttpClientConfig;
import io.atalaya.server.config.yaml.Section;
import io.atalaya.server.config.yaml.YamlList;
import io.atalaya.server.config.yaml.YamlMap;
import io.atalaya.server.config.yaml.YamlNode;
import io.atalaya.server.config.yaml.YamlScalar;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Receivers that repair: {@code action_configs}. */
final class ActionReader {
  private final HttpClientConfig http;
  private final ExpressionCheck expressions;
  private final Set<String> names = new HashSet<>();

  ActionReader(HttpClientConfig http, ExpressionCheck expressions) {
    this.http = http;
    this.expressions = expressions;
  }

  List<ReceiverConfig> read(Section s) {
    return s.sections("action_configs", this::action);
  }

  private ReceiverConfig action(Section s) {
    String name = s.required("name");
    if (!names.add(name)) {
      s.error("name", "there is another action named \"" + name + "\"");
    }
    List<ActionConfig.Call> calls = new ArrayList<>();
    YamlNode command = s.raw("command");
    if (command != null) {
      calls.add(command(s, command));
    }
    if (s.has("url") || s.has("url_file")) {
      calls.add(
          new ActionConfig.Http(
              ReceiverReader.required(s, "url", "url_file"),
              HttpClientReader.section(s, "http_config", http)));
    }
    if (calls.size() != 1) {
      s.problems().error(s.at(), "an action has a command or a url, one of them");
    }
    return new ActionConfig(
        name,
        calls.isEmpty()
            ? new ActionConfig.Command(List.of(new ActionConfig.Fixed("none")))
            : calls.getFirst(),
        s.text("target_label", ""),
        s.flag("dry_run", false),
        limits(s),
        s.section("verify", this::verification).orElse(null));
  }

  private static ActionConfig.Command command(Section s, YamlNode node) {
    List<Argument> arguments = new ArrayList<>();
    if (node instanceof YamlList list) {
      list.items().forEach(item -> arguments.add(argument(s, item)));
    }
    if (arguments.isEmpty() || !(arguments.getFirst() instanceof ActionConfig.Fixed)) {
      s.error(
          "command",
          "command is a list: the path of a program and its arguments, such as"
              + " [/usr/local/bin/restart, --host, {label: instance}]");
      arguments.addFirst(new ActionConfig.Fixed("none"));
    }
    return new ActionConfig.Command(arguments);
  }

  private static Argument argument(Section s, YamlNode node) {
    if (node instanceof YamlScalar scalar) {
      return new ActionConfig.Fixed(scalar.text());
    }
    if (node instanceof YamlMap map
        && map.entries().size() == 1
        && label(map) instanceof YamlScalar label) {
      return new ActionConfig.LabelValue(label.text());
    }
    s.problems().error(node.at(), "an argument is a text, or {label: NAME}");
    return new ActionConfig.Fixed("");
  }

  private static @Nullable YamlNode label(YamlMap map) {
    return map.get("label");
  }

  private static Limits limits(Section s) {
    Limits usual = Limits.DEFAULT;
    Duration timeout = s.duration("timeout", usual.timeout());
    if (timeout.isZero()) {
      s.error("timeout", "timeout must be more than 0");
    }
    return new Limits(
        timeout,
        s.duration("cool_down", usual.coolDown()),
        s.integer("max_failures", usual.maxFailures(), 1, 1000),
        s.duration("stopped_for", usual.stoppedFor()),
        s.integer("max_targets", usual.maxTargets(), 1, 1000),
        s.duration("max_age", usual.maxAge()));
  }

  private Verification verification(Section s) {
    String expression = s.required("expr");
    expressions.fault(expression).ifPresent(fault -> s.error("expr", fault));
    return new Verification(
        expression,
        s.duration("after", Duration.ofSeconds(30)),
        s.duration("within", Duration.ofMinutes(2)));
  }
}
