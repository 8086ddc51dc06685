package io.atalaya.collect.ping;

import java.io.IOException;
import java.time.Instant;
import java.util.Map;

/** Where pings are kept beyond the life of the process. */
public interface PingStore {
  /** Keeps nothing. */
  PingStore NONE =
      new PingStore() {
        @Override
        public Map<String, PingRecord> kept() {
          return Map.of();
        }

        @Override
        public Instant aliveUntil() {
          return Instant.MAX;
        }

        @Override
        public void keep(String name, PingRecord record) {
          // Whoever asks for no memory gets none.
        }
      };

  /** What was kept by the processes before this one, by name of the heartbeat. */
  Map<String, PingRecord> kept();

  /** When the process before this one was last known to run; {@link Instant#MAX} if never. */
  Instant aliveUntil();

  /**
   * Keeps the record of a name; when this returns, it is on the disk.
   *
   * @throws IOException if it cannot be kept
   */
  void keep(String name, PingRecord record) throws IOException;
}
