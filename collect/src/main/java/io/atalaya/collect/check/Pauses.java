package io.atalaya.collect.check;

import java.io.IOException;
import java.time.Instant;
import java.util.Map;

/**
 * Which checks people have paused, kept somewhere that outlives the process. Implemented by whoever
 * has a disk.
 */
public interface Pauses {
  /** Nothing is paused, and nothing is kept. */
  Pauses FORGETFUL =
      new Pauses() {
        @Override
        public Map<String, Instant> kept() {
          return Map.of();
        }

        @Override
        public void pause(String name, Instant since) {
          // Nobody will ask.
        }

        @Override
        public void resume(String name) {
          // Nobody will ask.
        }
      };

  /** Since when which checks are paused, by name; asked once. */
  Map<String, Instant> kept();

  /**
   * Keeps that a check is paused.
   *
   * @throws IOException if it cannot be kept; then nothing was
   */
  void pause(String name, Instant since) throws IOException;

  /**
   * Keeps that it is not any more.
   *
   * @throws IOException if it cannot be kept; then nothing was
   */
  void resume(String name) throws IOException;
}
