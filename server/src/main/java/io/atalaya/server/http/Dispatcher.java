package io.atalaya.server.http;

import io.atalaya.model.trace.Span;
import io.atalaya.model.trace.Tracer;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands each request to the endpoint of its route, and turns what goes wrong into an answer. */
final class Dispatcher extends Handler.Abstract {
  private static final Logger log = LoggerFactory.getLogger(HttpServer.class);

  /** The status for whom nobody waits any longer. */
  private static final int TOO_SLOW = 408;

  private final HttpOptions options;
  private final Connections connections;
  private final BodyMemory memory;
  private final Routes routes;
  private final RequestLog requestLog;
  private final Tracer tracer;
  private final CrossOrigin crossOrigin;
  private final OwnNames ownNames;
  private volatile Passwords passwords = new Passwords(Map.of());
  private volatile Map<String, String> headers = Map.of();
  private volatile RateLimit rate = new RateLimit(null, 0);
  private volatile ClientNames clientNames = new ClientNames(List.of());
  private HttpAccess.@Nullable Rate wantedRate;

  Dispatcher(
      HttpOptions options,
      Connections connections,
      BodyMemory memory,
      Routes routes,
      RequestLog requestLog,
      Tracer tracer) {
    this.options = options;
    this.connections = connections;
    this.memory = memory;
    this.crossOrigin = new CrossOrigin(options.corsOrigin());
    this.ownNames = new OwnNames(options.ownNames());
    this.routes = routes;
    this.requestLog = requestLog;
    this.tracer = tracer;
  }

  /** Who may ask from now on. */
  void access(HttpAccess access) {
    passwords = new Passwords(access.users());
    headers = access.headers();
    HttpAccess.Tls tls = access.tls();
    clientNames = new ClientNames(tls == null ? List.of() : tls.allowedNames());
    if (!Objects.equals(access.rate(), wantedRate)) {
      wantedRate = access.rate();
      rate = new RateLimit(wantedRate, System.nanoTime());
    }
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    ClientConnection client = connections.of(request.getConnectionMetaData().getConnection());
    if (!client.begin()) {
      callback.failed(new EofException("the connection is being closed"));
      return true;
    }
    HttpResponse answer = new HttpResponse(request, response, client);
    String pattern = "";
    Optional<Exception> failure = Optional.empty();
    try {
      response.getHeaders().put("X-Content-Type-Options", "nosniff");
      headers.forEach(response.getHeaders()::put);
      requirePlace(client, answer);
      requireRate();
      requireClientName(request);
      requireOwnName(request);
      requireUser(request, response);
      pattern = route(request, answer);
    } catch (HttpException e) {
      failure = finish(answer, e);
      if (e.status() != TOO_SLOW) {
        Leftover.discard(request);
      }
    } catch (EofException e) {
      failure = Optional.of(e);
    } catch (IOException | RuntimeException e) {
      failure = fault(request, answer, e);
    }
    client.end(System.nanoTime());
    failure.ifPresentOrElse(callback::failed, callback::succeeded);
    long nanos = System.nanoTime() - request.getBeginNanoTime();
    requestLog.answered(request.getMethod(), pattern, response.getStatus(), nanos);
    return true;
  }

  private static Optional<Exception> fault(Request request, HttpResponse answer, Exception e) {
    boolean gone = !request.getConnectionMetaData().getConnection().getEndPoint().isOpen();
    if (e instanceof IOException && gone) {
      return Optional.of(e);
    }
    log.error("{} {} failed", request.getMethod(), request.getHttpURI().getPath(), e);
    return finish(answer, new HttpException(500, "internal error; see the server's log"));
  }

  private static void requirePlace(ClientConnection client, HttpResponse answer) {
    if (client.isBeyondLimit()) {
      answer.header("Connection", "close");
      throw HttpException.overload("too many connections; try again later");
    }
  }

  private void requireRate() {
    if (!rate.permit(System.nanoTime())) {
      throw new HttpException(429, "Too Many Requests");
    }
  }

  private void requireClientName(Request request) {
    if (!clientNames.permit(request)) {
      throw new HttpException(403, "the certificate has none of the names that are let in");
    }
  }

  private String route(Request request, HttpResponse answer) throws IOException {
    if ("/".equals(request.getHttpURI().getCanonicalPath()) && !options.routePrefix().isEmpty()) {
      answer.redirect(options.routePrefix() + "/");
      return "/";
    }
    String path = pathBelowPrefix(request);
    String origin = request.getHeaders().get("Origin");
    if (origin != null && crossOrigin.permits(origin, path)) {
      answer.allowOrigin(origin);
    } else {
      refuseCrossSite(request);
    }
    if (path.contains("//")) {
      return withoutEmptyParts(request, path, answer);
    }
    if (request.getMethod().equals("OPTIONS")) {
      return tellMethods(path, answer);
    }
    return switch (routes.find(request.getMethod(), path)) {
      case Routes.Match.Found found -> {
        HttpRequest parsed =
            new HttpRequest(request, path, found.parameters(), options.limits(), memory);
        try {
          handle(request, found, parsed, answer);
        } finally {
          parsed.end();
        }
        yield found.pattern();
      }
      case Routes.Match.WrongMethod wrong -> {
        answer.header("Allow", String.join(", ", wrong.allowed()));
        throw new HttpException(405, request.getMethod() + " is not possible here");
      }
      case Routes.Match.NotFound() -> throw new HttpException(404, "nothing is at " + path);
    };
  }

  /** For the API as Prometheus, which says nothing of methods there. */
  private String tellMethods(String path, HttpResponse answer) throws IOException {
    if (path.startsWith("/api/")) {
      answer.sendStatus(204);
      return "/api/*";
    }
    Set<String> allowed = routes.allowed(path);
    if (allowed.isEmpty()) {
      throw new HttpException(404, "nothing is at " + path);
    }
    answer.header("Allow", String.join(", ", allowed)).sendStatus(200);
    return routes.pattern(path);
  }

  /**
   * Leads the client to the same path without empty parts: whoever joins addresses often writes a
   * slash too many. Not below {@code /metrics/}, where a part may be a label's empty value.
   */
  private static String withoutEmptyParts(Request request, String path, HttpResponse answer)
      throws IOException {
    if (path.startsWith("/metrics/")) {
      throw new HttpException(400, "a part of the path is empty");
    }
    String method = request.getMethod();
    String query = request.getHttpURI().getQuery();
    String canonical = String.valueOf(request.getHttpURI().getCanonicalPath());
    String better = canonical.replaceAll("/{2,}", "/") + (query == null ? "" : "?" + query);
    answer.header("Location", better);
    // After 301 a client may forget method and body.
    answer.sendStatus(method.equals("GET") || method.equals("HEAD") ? 301 : 308);
    return "";
  }

  private void handle(
      Request request, Routes.Match.Found found, HttpRequest parsed, HttpResponse answer)
      throws IOException {
    String cause = request.getHeaders().get("traceparent");
    String name = request.getMethod() + " " + found.pattern();
    try (Span span = tracer.begin(name, Span.Kind.SERVER, cause == null ? "" : cause)) {
      span.say("url.path", parsed.path());
      found.endpoint().handle(parsed, answer);
      answer.end();
      span.say("http.response.status_code", Integer.toString(answer.status()));
    }
  }

  private void requireOwnName(Request request) {
    String host = request.getHeaders().get("Host");
    if (host == null || options.ownNames().isEmpty() || !passwords.isEmpty()) {
      return;
    }
    if (!ownNames.permit(host)) {
      throw new HttpException(
          403,
          "this server is for its own machine and does not go by the name "
              + host
              + "; if it is to, start it with --web.external-url=http://"
              + host
              + "/");
    }
  }

  private void requireUser(Request request, Response response) {
    String path = request.getHttpURI().getCanonicalPath();
    if (path != null
        && path.startsWith(options.routePrefix())
        && !routes.needsLogin(request.getMethod(), pathBelowPrefix(request))) {
      return;
    }
    String given = request.getHeaders().get("Authorization");
    if (!passwords.permit(given == null ? "" : given)) {
      response.getHeaders().put("WWW-Authenticate", "Basic");
      throw new HttpException(401, "Unauthorized");
    }
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
    if (method.equals("GET") || method.equals("HEAD") || method.equals("OPTIONS")) {
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

  /** Tells the client what is wrong; gives the failure if that is not possible. */
  private static Optional<Exception> finish(HttpResponse answer, HttpException e) {
    if (answer.committed()) {
      return Optional.of(new IOException(e.explanation()));
    }
    try {
      answer.retryAfter(e);
      answer.status(e.status());
      if (e.json().isEmpty()) {
        answer.sendText(e.explanation() + "\n");
      } else {
        answer.sendJson(e.json().getBytes(StandardCharsets.UTF_8));
      }
      return Optional.empty();
    } catch (IOException gone) {
      return Optional.of(gone);
    }
  }
}
