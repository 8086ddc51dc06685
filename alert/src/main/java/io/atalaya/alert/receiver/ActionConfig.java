package io.atalaya.alert.receiver;

import io.atalaya.model.SecretSource;
import io.atalaya.model.http.HttpClientConfig;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A receiver that does something about an alert: runs a command, or calls a URL.
 *
 * @param name unique among all actions; what its history is kept under
 * @param call what it does
 * @param targetLabel the label whose value names what is repaired, such as {@code instance}: of one
 *     target one run at a time; empty if the group as a whole is the target
 * @param dryRun whether it only says what it would do
 * @param limits what keeps it from doing harm
 * @param verification how to find out whether it helped, or null
 */
public record ActionConfig(
    String name,
    Call call,
    String targetLabel,
    boolean dryRun,
    Limits limits,
    @Nullable Verification verification)
    implements ReceiverConfig {

  /** What an action does. */
  public sealed interface Call {}

  /**
   * Runs a program; no shell reads any of it.
   *
   * @param arguments the program and its arguments, not empty; the first is fixed
   */
  public record Command(List<Argument> arguments) implements Call {
    public Command {
      arguments = List.copyOf(arguments);
      if (arguments.isEmpty() || !(arguments.getFirst() instanceof Fixed)) {
        throw new IllegalArgumentException("a command begins with the path of a program");
      }
    }
  }

  /**
   * Sends a JSON object with the alert's labels to a URL.
   *
   * @param url where to
   * @param http how to connect and who we are
   */
  public record Http(SecretSource url, HttpClientConfig http) implements Call {}

  /** One argument of a command. */
  public sealed interface Argument {}

  /** A text of the configuration. */
  public record Fixed(String text) implements Argument {}

  /** The value of a label of the alert: the whole argument, never a part of one. */
  public record LabelValue(String label) implements Argument {}

  /**
   * What keeps an action from doing harm.
   *
   * @param timeout how long one run may take
   * @param coolDown how long after the start of a run the next one for the same target may start
   * @param maxFailures after so many failures one after the other the action is stopped, ≥ 1
   * @param stoppedFor how long it is stopped then; after that one failure stops it again
   * @param maxTargets a message with more targets than this does nothing: what has so many victims
   *     needs a human
   * @param maxAge how long after it was due a message still leads to a run
   */
  public record Limits(
      Duration timeout,
      Duration coolDown,
      int maxFailures,
      Duration stoppedFor,
      int maxTargets,
      Duration maxAge) {
    public static final Limits DEFAULT =
        new Limits(
            Duration.ofSeconds(30),
            Duration.ofMinutes(10),
            3,
            Duration.ofHours(1),
            5,
            Duration.ofMinutes(5));
  }

  /**
   * A query after a run. It helped if the answer has a sample; if the samples have the target's
   * label, one with the target's value.
   *
   * @param expression PromQL, the same for all targets
   * @param after how long after the run it is first asked
   * @param within how long it is asked again before the run counts as failed
   */
  public record Verification(String expression, Duration after, Duration within) {
    /** How often it is asked again. */
    public static final Duration PAUSE = Duration.ofSeconds(15);
  }

  @Override
  public String kind() {
    return "action";
  }

  /** An alert that is over needs no repair. */
  @Override
  public boolean sendResolved() {
    return false;
  }
}
