package io.atalaya.server.http;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands each request to the endpoint of its route, and turns what goes wrong into an answer. */
final class Dispatcher extends Handler.Abstract {
  private static final Logger log = LoggerFactory.getLogger(HttpServer.class);

  private final HttpOptions options;
  private final Routes routes;
  private final RequestLog requestLog;

  Dispatcher(HttpOptions options, Routes routes, RequestLog requestLog) {
    this.options = options;
    this.routes = routes;
    this.requestLog = requestLog;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    HttpResponse answer = new HttpResponse(request, response);
    String pattern = "";
    try {
      response.getHeaders().put("X-Content-Type-Options", "nosniff");
      pattern = route(request, answer);
      callback.succeeded();
    } catch (HttpException e) {
      finish(answer, e.status(), e.explanation(), callback);
    } catch (EofException e) {
      callback.failed(e);
    } catch (IOException | RuntimeException e) {
      log.error("{} {} failed", request.getMethod(), request.getHttpURI().getPath(), e);
      finish(answer, 500, "internal error; see the server's log", callback);
    }
    long nanos = System.nanoTime() - request.getBeginNanoTime();
    requestLog.answered(request.getMethod(), pattern, response.getStatus(), nanos);
    return true;
  }

  private String route(Request request, HttpResponse answer) throws IOException {
    String path = pathBelowPrefix(request);
    refuseCrossSite(request);
    return switch (routes.find(request.getMethod(), path)) {
      case Routes.Match.Found found -> {
        HttpRequest parsed =
            new HttpRequest(request, path, found.parameters(), options.maxFormBytes());
        found.endpoint().handle(parsed, answer);
        yield found.pattern();
      }
      case Routes.Match.WrongMethod wrong -> {
        answer.header("Allow", String.join(", ", wrong.allowed()));
        throw new HttpException(405, request.getMethod() + " is not possible here");
      }
      case Routes.Match.NotFound() -> throw new HttpException(404, "nothing is at " + path);
    };
  }

  private String pathBelowPrefix(Request request) {
    String path = request.getHttpURI().getCanonicalPath();
    if (path == null || !path.startsWith(options.routePrefix())) {
      throw new HttpException(404, "everything is below " + options.routePrefix() + "/");
    }
    try {
      String encoded = path.substring(options.routePrefix().length()).replace("+", "%2B");
      String below = URLDecoder.decode(encoded, StandardCharsets.UTF_8);
      return below.isEmpty() ? "/" : below;
    } catch (IllegalArgumentException e) {
      throw new HttpException(400, "the path is not valid percent-encoded UTF-8");
    }
  }

  /**
   * A page of another site must not change anything here with its visitor's rights. Browsers say
   * where a request comes from; other clients send neither header and are not concerned.
   */
  private static void refuseCrossSite(Request request) {
    String method = request.getMethod();
    if (method.equals("GET") || method.equals("HEAD")) {
      return;
    }
    String site = request.getHeaders().get("Sec-Fetch-Site");
    String origin = request.getHeaders().get("Origin");
    String host = request.getHeaders().get("Host");
    boolean foreignSite = site != null && !site.equals("same-origin") && !site.equals("none");
    boolean foreignOrigin =
        site == null
            && origin != null
            && host != null
            && !origin.toLowerCase(Locale.ROOT).endsWith("://" + host.toLowerCase(Locale.ROOT));
    if (foreignSite || foreignOrigin) {
      throw new HttpException(403, "a page of another site may not do this");
    }
  }

  private static void finish(HttpResponse answer, int status, String message, Callback callback) {
    if (answer.committed()) {
      callback.failed(new IOException(message));
      return;
    }
    try {
      answer.status(status).sendText(message + "\n");
      callback.succeeded();
    } catch (IOException e) {
      callback.failed(e);
    }
  }
}
