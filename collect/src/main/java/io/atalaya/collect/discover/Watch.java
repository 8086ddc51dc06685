package io.atalaya.collect.discover;

import java.util.List;

/** One discovery at work. */
public interface Watch extends AutoCloseable {
  /** Begins to look; whatever takes time is done on other threads. */
  void start(Runnable changed);

  /** What was found last; what could not be asked again keeps its former targets. */
  List<TargetGroup> groups();

  @Override
  void close();
}
