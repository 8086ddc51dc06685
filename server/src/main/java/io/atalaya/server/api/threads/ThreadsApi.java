package io.atalaya.server.api.threads;

import com.sun.management.HotSpotDiagnosticMXBean;
import io.atalaya.server.http.HttpException;
import io.atalaya.server.http.HttpRequest;
import io.atalaya.server.http.HttpResponse;
import io.atalaya.server.http.Routes;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;

/**
 * {@code GET /api/atalaya/v1/threads}: where each thread is, virtual ones included, as text. Only
 * where administration over HTTP is allowed: names of threads may hold addresses.
 */
public final class ThreadsApi {
  private final BooleanSupplier allowed;

  public ThreadsApi(BooleanSupplier allowed) {
    this.allowed = allowed;
  }

  public void addTo(Routes routes) {
    routes.get("/api/atalaya/v1/threads", this::dump);
  }

  private void dump(HttpRequest request, HttpResponse response) throws IOException {
    if (!allowed.getAsBoolean()) {
      throw new HttpException(403, "start with --web.enable-admin-api to see threads here");
    }
    HotSpotDiagnosticMXBean diagnostics =
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    Path folder = Files.createTempDirectory("atalaya-threads");
    Path file = folder.resolve("threads.txt");
    try {
      diagnostics.dumpThreads(file.toString(), HotSpotDiagnosticMXBean.ThreadDumpFormat.TEXT_PLAIN);
      response.send("text/plain; charset=utf-8", Files.readAllBytes(file));
    } finally {
      Files.deleteIfExists(file);
      Files.delete(folder);
    }
  }
}
