package io.atalaya.alert.simulate;

import io.atalaya.alert.receiver.Channel;
import io.atalaya.alert.route.Dispatcher;
import io.atalaya.alert.route.RoutingConfig;
import io.atalaya.alert.silence.Silence;
import io.atalaya.model.AlertChange;
import io.atalaya.model.DecisionRecord;
import io.atalaya.model.Labels;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Lets some alerts fire through the very classes that route alerts in the server, and notes what
 * they do. All alerts begin at the same instant and fire to the end.
 */
public final class RouteSimulation {
  private final RoutingConfig config;
  private final List<Labels> alerts;
  private final List<Silence> silences;
  private final Instant start;
  private final Duration span;
  private final List<DecisionRecord> decisions = new ArrayList<>();
  private final List<Told> told = new ArrayList<>();

  /**
   * A simulation.
   *
   * @param alerts what fires
   * @param silences what is silenced
   * @param start when they begin to fire
   * @param span for how long they do
   */
  public RouteSimulation(
      RoutingConfig config,
      List<Labels> alerts,
      List<Silence> silences,
      Instant start,
      Duration span) {
    this.config = config;
    this.alerts = List.copyOf(alerts);
    this.silences = List.copyOf(silences);
    this.start = start;
    this.span = span;
  }

  /**
   * A message that would be sent.
   *
   * @param at when
   * @param channel to whom
   * @param groupKey of which group
   * @param reason why, such as {@code first notification}
   * @param alerts of which alerts
   */
  public record Told(
      Instant at, Channel channel, String groupKey, String reason, List<Labels> alerts) {}

  /**
   * What would happen.
   *
   * @param told the messages, in order
   * @param heldBack why something would not be told, in order, each reason once
   */
  public record Result(List<Told> told, List<DecisionRecord> heldBack) {
    /** The names of all receivers that would be told, in order of their first messages. */
    public Set<String> receivers() {
      Set<String> names = new LinkedHashSet<>();
      told.forEach(message -> names.add(message.channel().receiver()));
      return names;
    }
  }

  /**
   * Runs it.
   *
   * @throws UncheckedIOException if there is no room for a temporary folder
   */
  public Result run() {
    SimulatedClock clock = new SimulatedClock(start);
    try (SimulatedRouting routing =
        SimulatedRouting.open(config, clock, silences, decisions::add, told::add)) {
      Dispatcher dispatcher = routing.dispatcher();
      dispatcher.begin();
      Instant end = start.plus(span);
      dispatcher.accept(alerts.stream().map(labels -> firing(labels, end)).toList());
      clock.runUntil(end);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Result(List.copyOf(told), heldBack());
  }

  private AlertChange firing(Labels labels, Instant end) {
    return new AlertChange(labels, Labels.empty(), start, end.plus(Duration.ofDays(1)), "", null);
  }

  private List<DecisionRecord> heldBack() {
    Set<String> seen = new LinkedHashSet<>();
    return decisions.stream()
        .filter(
            decision ->
                switch (decision.step()) {
                  case INHIBIT, SILENCE, MUTE -> true;
                  case CHECK, RULE, ROUTE, GROUP, NOTIFY, ACTION -> false;
                })
        .filter(decision -> seen.add(decision.subject() + decision.reason()))
        .toList();
  }
}
