package io.atalaya.server.status;

import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * What an operator tells the public about a trouble.
 *
 * @param id number of the incident, in the order of their beginnings
 * @param checks names of the checks it is about; none for all pages
 * @param updates what was told, the oldest first; at least one
 */
record Incident(long id, String title, List<String> checks, List<Update> updates) {
  static final int MAX_TITLE_CHARS = 200;
  static final int MAX_TEXT_CHARS = 5000;
  static final int MAX_UPDATES = 200;

  /** How far it is. */
  enum Phase {
    INVESTIGATING,
    IDENTIFIED,
    MONITORING,
    RESOLVED;

    String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Reads the word.
     *
     * @throws IllegalArgumentException if it is none
     */
    static Phase parse(String text) {
      for (Phase phase : values()) {
        if (phase.text().equals(text)) {
          return phase;
        }
      }
      throw new IllegalArgumentException(
          "status is one of investigating, identified, monitoring and resolved");
    }
  }

  /** One thing that was told. */
  record Update(Instant at, Phase phase, String text) {
    Update {
      if (text.length() > MAX_TEXT_CHARS) {
        throw new IllegalArgumentException("text has more than " + MAX_TEXT_CHARS + " characters");
      }
    }
  }

  Incident {
    checks = List.copyOf(checks);
    updates = List.copyOf(updates);
    if (title.isBlank() || title.length() > MAX_TITLE_CHARS) {
      throw new IllegalArgumentException(
          "an incident needs a title of " + MAX_TITLE_CHARS + " characters at most");
    }
    if (updates.size() > MAX_UPDATES) {
      throw new IllegalArgumentException("an incident has " + MAX_UPDATES + " updates at most");
    }
  }

  Update last() {
    return updates.getLast();
  }

  boolean isOver() {
    return last().phase() == Phase.RESOLVED;
  }
}
