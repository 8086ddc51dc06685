package io.atalaya.server.status;

import io.atalaya.collect.check.CheckState;

/** What the public is told of a state. */
enum Shown {
  UP("Operational", "#1a7f37"),
  DEGRADED("Degraded", "#9a6700"),
  DOWN("Down", "#cf222e"),
  MAINTENANCE("Maintenance", "#0969da"),
  UNKNOWN("No data", "#6e7781"),
  PAUSED("Paused", "#6e7781");

  private final String words;
  private final String colour;

  Shown(String words, String colour) {
    this.words = words;
    this.colour = colour;
  }

  String words() {
    return words;
  }

  /** For badges: dark enough for white letters on it. */
  String colour() {
    return colour;
  }

  static Shown of(CheckState state) {
    return switch (state) {
      case UP -> UP;
      case DEGRADED, FLAPPING -> DEGRADED;
      case DOWN, UNREACHABLE -> DOWN;
      case MAINTENANCE -> MAINTENANCE;
      case UNKNOWN -> UNKNOWN;
      case PAUSED -> PAUSED;
    };
  }
}
