package io.atalaya.model;

import java.util.List;

/** Port from rules to routing. */
public interface AlertSink {
  /** Takes what is said about some alerts; the order within the list counts. */
  void accept(List<AlertChange> changes);
}
