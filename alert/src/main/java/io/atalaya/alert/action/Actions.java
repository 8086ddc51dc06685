package io.atalaya.alert.action;

import io.atalaya.alert.notify.ActionRunner;
import io.atalaya.alert.receiver.ActionConfig;
import io.atalaya.alert.receiver.Channel;
import io.atalaya.model.DecisionSink;
import io.atalaya.model.Evaluator;
import io.atalaya.model.Notifier;
import io.atalaya.model.Scheduler;
import java.io.IOException;
import java.nio.file.Path;

/** All actions. Reloads of the configuration do not make them forget what they did. */
public final class Actions implements ActionRunner, AutoCloseable {
  private final Ledger ledger;
  private final Scheduler scheduler;
  private final Evaluator evaluator;
  private final String tenant;
  private final DecisionSink decisions;

  /**
   * Takes up the history of actions.
   *
   * @param file where it is kept; created if it does not exist
   * @param evaluator answers the queries after runs
   * @param tenant whose series they see
   * @throws IOException if the file cannot be used
   */
  public Actions(
      Path file, Scheduler scheduler, Evaluator evaluator, String tenant, DecisionSink decisions)
      throws IOException {
    this.scheduler = scheduler;
    this.evaluator = evaluator;
    this.tenant = tenant;
    this.decisions = decisions;
    ledger = new Ledger(file);
  }

  @Override
  public Notifier notifier(Channel channel, ActionConfig config, Poster poster) {
    Verifier verifier = new Verifier(scheduler, evaluator, tenant);
    return new ActionNotifier(config, poster, ledger, verifier, scheduler, decisions);
  }

  @Override
  public void close() throws IOException {
    ledger.close();
  }
}
