package io.atalaya.query.exec;

import java.util.List;

/** Where series live that a query cannot read itself, but can have aggregated there. */
public interface Shards {
  /**
   * Evaluates a fragment on every shard. Each series must be in exactly one.
   *
   * @param fragment as {@link Fragment#toBytes} gave it
   * @return what {@code Engine.fragment} gave on each, in any order
   * @throws io.atalaya.model.QueryException if a shard cannot be asked
   */
  List<byte[]> evaluate(String tenant, byte[] fragment);
}
