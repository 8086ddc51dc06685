package io.atalaya.alert.notify;

import io.atalaya.alert.receiver.ActionConfig;
import io.atalaya.alert.receiver.Channel;
import io.atalaya.model.Notifier;
import io.atalaya.model.Notifier.Outcome;
import java.util.Map;

/** Who runs actions. */
public interface ActionRunner {
  /** Sends a JSON object to the URL of an action. */
  interface Poster {
    /**
     * Sends once.
     *
     * @param fields of the object, of the kinds that JSON knows
     * @param id the same for the same run, for a receiver that wants to know
     */
    Outcome post(Map<String, Object> fields, String id);
  }

  /**
   * What runs one action.
   *
   * @param poster reaches the action's URL, if it has one
   */
  Notifier notifier(Channel channel, ActionConfig config, Poster poster);

  /** Runs nothing: for tests of the ways to receivers. */
  static ActionRunner none() {
    return (channel, config, poster) ->
        message -> new Outcome.Delivered("not run: this is a test; the configuration is good");
  }
}
