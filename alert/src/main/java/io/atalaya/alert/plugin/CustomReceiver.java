package io.atalaya.alert.plugin;

import io.atalaya.model.Notification;
import io.atalaya.model.Notifier.Outcome;

/**
 * One configured way to tell somebody. Called by several threads at once. A call that takes longer
 * than the receiver's {@code timeout} is interrupted.
 */
public interface CustomReceiver {
  /**
   * Tries once to deliver.
   *
   * @return what became of it; {@link Outcome.Retry} is asked again later, with the same {@link
   *     Notification#id()}
   * @throws Exception as if it had answered {@link Outcome.Retry}
   */
  Outcome send(Notification notification) throws Exception;

  /**
   * Tries the way without an alert; {@code atalaya notify test} calls it. By default it sends the
   * message of that command.
   *
   * @param marked a message that says that it is a test
   */
  default Outcome test(Notification marked) throws Exception {
    return send(marked);
  }
}
