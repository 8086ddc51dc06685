package io.atalaya.alert.notify;

import io.atalaya.alert.plugin.CustomReceiver;
import io.atalaya.alert.plugin.InstalledPlugins;
import io.atalaya.alert.plugin.ReceiverPlugin;
import io.atalaya.alert.receiver.CustomConfig;
import io.atalaya.model.Notification;
import io.atalaya.model.Notifier;
import io.atalaya.model.PromDuration;
import io.atalaya.model.SecretSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers through somebody else's code, which it does not trust: whatever that throws, and if it
 * never returns, is a failed delivery and nothing else.
 */
final class CustomNotifier implements Notifier {
  private static final Logger LOG = LoggerFactory.getLogger(CustomNotifier.class);

  private final CustomConfig config;
  private @Nullable CustomReceiver receiver;

  CustomNotifier(CustomConfig config) {
    this.config = config;
  }

  @Override
  public Outcome send(Notification notification) {
    return within(() -> receiver().send(notification));
  }

  /** Tries the way without an alert, with a message that says so. */
  Outcome test(Notification marked) {
    return within(() -> receiver().test(marked));
  }

  private synchronized CustomReceiver receiver() throws Exception {
    CustomReceiver made = receiver;
    if (made == null) {
      ReceiverPlugin plugin =
          InstalledPlugins.find(config.type())
              .orElseThrow(
                  () ->
                      new IllegalStateException(
                          "no plugin of type " + config.type() + " any more"));
      Map<String, String> settings = new LinkedHashMap<>();
      for (Map.Entry<String, SecretSource> setting : config.settings().entrySet()) {
        settings.put(setting.getKey(), setting.getValue().read().reveal());
      }
      made = plugin.create(settings);
      receiver = made;
    }
    return made;
  }

  private Outcome within(Callable<@Nullable Outcome> work) {
    FutureTask<@Nullable Outcome> task = new FutureTask<>(work);
    Thread.ofVirtual().name("receiver " + config.kind()).start(task);
    try {
      Outcome outcome = task.get(config.timeout().toMillis(), TimeUnit.MILLISECONDS);
      return outcome == null ? new Outcome.Retry("the plugin answered nothing", null) : outcome;
    } catch (ExecutionException e) {
      LOG.warn("Receiver {} failed", config.kind(), e.getCause());
      return new Outcome.Retry("the plugin failed: " + e.getCause(), null);
    } catch (TimeoutException e) {
      task.cancel(true);
      return new Outcome.Retry(
          "the plugin did not answer within " + PromDuration.format(config.timeout().toMillis()),
          null);
    } catch (InterruptedException e) {
      task.cancel(true);
      Thread.currentThread().interrupt();
      return new Outcome.Retry("interrupted", null);
    }
  }
}
