package io.atalaya.server;

import sun.misc.Signal;

/** The signals of the operating system that mean something to a running server. */
final class Signals {
  private Signals() {}

  /** Runs an action at every SIGHUP; does nothing where that signal does not exist. */
  @SuppressWarnings("sunapi")
  static void onHangUp(Runnable action) {
    try {
      Signal.handle(new Signal("HUP"), signal -> Thread.ofVirtual().name("reload").start(action));
    } catch (IllegalArgumentException e) {
      // Windows has no such signal; there a change of the files is noticed all the same.
      return;
    }
  }
}
