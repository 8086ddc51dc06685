package io.atalaya.model;

/** Port from every stage to explanations. Must be cheap and must not throw. */
public interface DecisionSink {
  /** Forgets everything. */
  DecisionSink NONE = decision -> {};

  void record(DecisionRecord decision);
}
