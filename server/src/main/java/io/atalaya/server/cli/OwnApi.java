package io.atalaya.server.cli;

import io.atalaya.model.http.UrlHost;
import io.atalaya.model.json.JsonException;
import io.atalaya.model.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import picocli.CommandLine.Model.OptionSpec;

/**
 * A running server's own API under {@code /api/atalaya/v1}, for commands that look at something
 * there or change it.
 *
 * @param base where the server is; a user name and password in it are sent as basic auth
 */
record OwnApi(URI base) {
  private static final String DEFAULT_URL = "http://127.0.0.1:9090";
  private static final String PATH = "/api/atalaya/v1/";
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final int MAX_ANSWER_BYTES = 16 << 20;

  /** The option that says where the server is. */
  static OptionSpec option() {
    return Options.value(
        "URL",
        "Where the server is, as http://[USER:PASSWORD@]HOST:PORT (" + DEFAULT_URL + ").",
        "--url");
  }

  /** The server that the user means. */
  static OwnApi of(Arguments arguments) {
    String url = arguments.text("--url").orElse(DEFAULT_URL).replaceAll("/+$", "");
    try {
      URI base = URI.create(url);
      if (base.getHost() == null) {
        throw new CliException(ExitCode.USAGE, url + " is no URL");
      }
      return new OwnApi(base);
    } catch (IllegalArgumentException e) {
      throw new CliException(ExitCode.USAGE, url + " is no URL", e);
    }
  }

  /** One part of a path. */
  static String part(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** What is at a path. */
  JsonValue.Obj get(String path) {
    return call("GET", path, HttpRequest.BodyPublishers.noBody());
  }

  /** The answer to a JSON text. */
  JsonValue.Obj post(String path, String body) {
    return call("POST", path, HttpRequest.BodyPublishers.ofString(body));
  }

  void delete(String path) {
    call("DELETE", path, HttpRequest.BodyPublishers.noBody());
  }

  private JsonValue.Obj call(String method, String path, HttpRequest.BodyPublisher body) {
    try (HttpClient client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build()) {
      HttpResponse<InputStream> answer =
          client.send(
              request(path).method(method, body).build(),
              HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream in = answer.body()) {
        return read(answer.statusCode(), in.readNBytes(MAX_ANSWER_BYTES));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CliException(ExitCode.UNAVAILABLE, "interrupted", e);
    } catch (IOException e) {
      throw new CliException(
          ExitCode.UNAVAILABLE,
          "no server at " + shown() + "; start one, or name it with --url",
          e);
    }
  }

  private HttpRequest.Builder request(String path) {
    String user = UrlHost.user(base);
    URI uri = URI.create(shown() + PATH + path);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri).timeout(TIMEOUT).header("Content-Type", "application/json");
    if (user != null) {
      byte[] bytes = user.getBytes(StandardCharsets.UTF_8);
      request.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(bytes));
    }
    return request;
  }

  /** Without a password. */
  private String shown() {
    return base.toString().replaceFirst("//[^/@]*@", "//");
  }

  private JsonValue.Obj read(int status, byte[] body) {
    String text = new String(body, StandardCharsets.UTF_8).strip();
    return switch (status) {
      case 200, 201 -> object(body);
      case 204 -> new JsonValue.Obj(Map.of());
      case 400 -> throw new CliException(ExitCode.USAGE, text);
      case 401 ->
          throw new CliException(
              ExitCode.FAILED, shown() + " wants a login: --url http://USER:PASSWORD@HOST:PORT");
      case 404 -> throw new CliException(ExitCode.FAILED, text);
      default -> throw new CliException(ExitCode.UNAVAILABLE, shown() + " answers " + status);
    };
  }

  private JsonValue.Obj object(byte[] body) {
    try {
      if (JsonValue.parse(body) instanceof JsonValue.Obj object) {
        return object;
      }
    } catch (JsonException e) {
      throw new CliException(ExitCode.UNAVAILABLE, shown() + " does not answer as Atalaya does", e);
    }
    throw new CliException(ExitCode.UNAVAILABLE, shown() + " does not answer as Atalaya does");
  }
}
