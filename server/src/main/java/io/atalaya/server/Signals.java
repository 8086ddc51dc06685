package io.atalaya.server;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The signals of the operating system that mean something to a running server.
 *
 * <p>The JDK offers them only in {@code jdk.unsupported}. It is reached by name, so that a JDK
 * without it still starts the server.
 */
final class Signals {
  private static final Logger log = LoggerFactory.getLogger(Signals.class);

  private Signals() {}

  /** Runs an action at every SIGHUP; does nothing where that signal does not exist. */
  static void onHangUp(Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      InvocationHandler reload =
          (proxy, method, args) -> {
            if (method.getName().equals("handle")) {
              Thread.ofVirtual().name("reload").start(action);
            }
            return null;
          };
      Object handling =
          Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler}, reload);
      Object hangUp = signal.getConstructor(String.class).newInstance("HUP");
      signal.getMethod("handle", signal, handler).invoke(null, hangUp, handling);
    } catch (ReflectiveOperationException | RuntimeException e) {
      log.debug("no SIGHUP here; changed files are noticed all the same", e);
    }
  }
}
