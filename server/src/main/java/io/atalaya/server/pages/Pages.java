package io.atalaya.server.pages;

import io.atalaya.server.http.HttpException;
import io.atalaya.server.http.HttpRequest;
import io.atalaya.server.http.HttpResponse;
import io.atalaya.server.http.Routes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.CRC32C;

/**
 * The pages and their files.
 *
 * <p>Every page is the same document; the address decides what it shows. Files below {@code chunk/}
 * and {@code asset/} carry a hash of their content in their name and are kept by browsers for good;
 * all others are asked for again with an entity tag.
 */
public final class Pages {
  private static final String FOLDER = "/ui/";

  /** Scripts and requests only to ourselves; styles inline too, because the editor makes some. */
  private static final String CONTENT_SECURITY_POLICY =
      "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
          + " object-src 'none'; base-uri 'self'; frame-ancestors 'self'; form-action 'self'";

  private static final Map<String, String> CONTENT_TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "svg", "image/svg+xml",
          "txt", "text/plain; charset=utf-8",
          "json", "application/json");

  /** Pages of Prometheus, and which of ours show the same. */
  private static final Map<String, String> PROMETHEUS =
      Map.of(
          "/rules", "/alerts",
          "/service-discovery", "/targets",
          "/config", "/status",
          "/flags", "/status",
          "/runtimeinfo", "/status",
          "/tsdb-status", "/status",
          "/alertmanager-discovery", "/status");

  private record File(byte[] bytes, String contentType, String entityTag) {}

  private final String prefix;
  private final Map<String, File> files = new ConcurrentHashMap<>();

  /**
   * Pages of a server.
   *
   * @param prefix path under which everything is served, without slash at the end
   */
  public Pages(String prefix) {
    this.prefix = prefix;
  }

  public void addTo(Routes routes) {
    routes.get("/ui/{file*}", (q, r) -> sendFile(q, r));
    for (String page :
        new String[] {"/", "/explore", "/alerts", "/silences", "/checks", "/targets", "/status"}) {
      routes.get(page, (q, r) -> sendDocument(q, r));
    }
    // Where Prometheus' own pages are.
    PROMETHEUS.forEach((theirs, ours) -> routes.get(theirs, (q, r) -> r.redirect(prefix + ours)));
    routes.get("/graph", this::redirectGraph);
    routes.get("/query", this::redirectGraph);
    routes.get("/favicon.ico", (q, r) -> r.redirect(prefix + "/ui/atalaya.svg"));
  }

  private void redirectGraph(HttpRequest request, HttpResponse response) throws IOException {
    response.redirect(prefix + "/explore" + GraphLink.explore(request::queryParameter));
  }

  private void sendDocument(HttpRequest request, HttpResponse response) throws IOException {
    response.header("Content-Security-Policy", CONTENT_SECURITY_POLICY);
    response.header("Referrer-Policy", "same-origin");
    send(request, response, file("index.html"), "no-cache");
  }

  private void sendFile(HttpRequest request, HttpResponse response) throws IOException {
    String name = request.pathParameter("file");
    boolean hashed = name.startsWith("chunk/") || name.startsWith("asset/");
    send(
        request, response, file(name), hashed ? "public, max-age=31536000, immutable" : "no-cache");
  }

  private static void send(
      HttpRequest request, HttpResponse response, File file, String cacheControl)
      throws IOException {
    response.header("Cache-Control", cacheControl).header("ETag", file.entityTag());
    if (request.header("If-None-Match").contains(file.entityTag())) {
      response.sendStatus(304);
    } else {
      response.send(file.contentType(), file.bytes());
    }
  }

  private File file(String name) throws IOException {
    File known = files.get(name);
    if (known != null) {
      return known;
    }
    File loaded = load(name);
    files.put(name, loaded);
    return loaded;
  }

  private File load(String name) throws IOException {
    String type = CONTENT_TYPES.get(name.substring(name.lastIndexOf('.') + 1));
    if (type == null || name.contains("..")) {
      throw new HttpException(404, "no such file");
    }
    try (InputStream in = Pages.class.getResourceAsStream(FOLDER + name)) {
      if (in == null) {
        throw new HttpException(404, "no such file");
      }
      byte[] bytes = in.readAllBytes();
      if (name.equals("index.html")) {
        String document = new String(bytes, StandardCharsets.UTF_8);
        bytes =
            document
                .replace("<base href=\"/\" />", "<base href=\"" + prefix + "/\" />")
                .getBytes(StandardCharsets.UTF_8);
      }
      CRC32C crc = new CRC32C();
      crc.update(bytes);
      return new File(bytes, type, "\"" + Long.toHexString(crc.getValue()) + "\"");
    }
  }
}
