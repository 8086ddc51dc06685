package io.atalaya.server;

import io.atalaya.server.http.Endpoint;
import io.atalaya.server.http.HttpException;
import io.atalaya.server.http.Routes;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Reloading and ending the process from outside: {@code /-/reload} and {@code /-/quit}. A server
 * that only its own machine reaches may be told to reload without further ado; Prometheus asks for
 * a flag.
 *
 * @param reload loads the configuration anew; gives what is wrong with it, nothing if it runs now
 * @param quit begins to end the process
 */
record Lifecycle(Supplier<List<String>> reload, Runnable quit) {
  /**
   * Adds the routes.
   *
   * @param mayReload whether the configuration may be loaded anew over HTTP
   * @param mayQuit whether the process may be ended over HTTP
   */
  void addTo(Routes routes, BooleanSupplier mayReload, BooleanSupplier mayQuit) {
    Endpoint reloading =
        (request, response) -> {
          require(mayReload, "reload");
          List<String> faults = reload.get();
          if (!faults.isEmpty()) {
            throw new HttpException(500, "failed to reload config:\n" + String.join("\n", faults));
          }
          response.sendText("");
        };
    Endpoint quitting =
        (request, response) -> {
          require(mayQuit, "quit");
          response.sendText("Requesting termination... Goodbye!\n");
          quit.run();
        };
    routes.post("/-/reload", reloading).put("/-/reload", reloading);
    routes.post("/-/quit", quitting).put("/-/quit", quitting);
  }

  private static void require(BooleanSupplier allowed, String what) {
    if (!allowed.getAsBoolean()) {
      throw new HttpException(
          403,
          what
              + " over HTTP is off; start with --web.enable-lifecycle,"
              + " or set enable_lifecycle under web in the configuration");
    }
  }
}
