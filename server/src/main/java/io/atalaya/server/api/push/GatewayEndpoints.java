package io.atalaya.server.api.push;

import io.atalaya.collect.push.gateway.PushGateway;
import io.atalaya.collect.push.gateway.PushGroup;
import io.atalaya.model.GoFloat;
import io.atalaya.model.Labels;
import io.atalaya.model.SinkUnavailableException;
import io.atalaya.server.http.HttpException;
import io.atalaya.server.http.HttpRequest;
import io.atalaya.server.http.HttpResponse;
import io.atalaya.server.json.JsonOut;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Pushgateway's API: {@code PUT}, {@code POST} and {@code DELETE} of {@code
 * /metrics/job/NAME[/LABEL/VALUE…]}, and the groups at {@code GET /api/v1/metrics}.
 *
 * <p>A value whose label ends in {@code @base64} is URL-safe base64, {@code =} for an empty one.
 */
final class GatewayEndpoints {
  private static final int MAX_BODY_BYTES = 16 << 20;
  private static final String BASE64 = "@base64";
  private static final String JOB = "job";

  private final PushGateway gateway;

  GatewayEndpoints(PushGateway gateway) {
    this.gateway = gateway;
  }

  void put(HttpRequest request, HttpResponse response) throws IOException {
    push(request, response, true);
  }

  void post(HttpRequest request, HttpResponse response) throws IOException {
    push(request, response, false);
  }

  private void push(HttpRequest request, HttpResponse response, boolean replaceAll)
      throws IOException {
    Labels key = key(request.pathParameter("key"));
    byte[] text = request.unpackedBody(MAX_BODY_BYTES);
    change(() -> gateway.push(key, text, exposition(request), replaceAll));
    response.sendStatus(200);
  }

  /** The type of the body: {@code curl --data-binary} calls everything a form. */
  private static String exposition(HttpRequest request) {
    String type = request.header("Content-Type");
    return type.startsWith("application/x-www-form-urlencoded") ? "" : type;
  }

  void delete(HttpRequest request, HttpResponse response) throws IOException {
    Labels key = key(request.pathParameter("key"));
    change(() -> gateway.delete(key));
    response.sendStatus(202);
  }

  private static void change(Runnable change) {
    try {
      change.run();
    } catch (IllegalArgumentException e) {
      throw new HttpException(400, String.valueOf(e.getMessage()));
    } catch (SinkUnavailableException e) {
      throw Intake.unavailable(e);
    }
  }

  /** The grouping key of a path below {@code /metrics/}; the job comes first. */
  private static Labels key(String path) {
    String[] parts = path.split("/", -1);
    boolean jobAndSlash = parts.length == 3 && parts[2].isEmpty();
    if (parts.length % 2 != 0 && !jobAndSlash) {
      throw new HttpException(400, "odd number of components in label string \"/" + path + '"');
    }
    Labels.Builder key = Labels.builder();
    for (int i = 2; i + 1 < parts.length; i += 2) {
      String name = name(parts[i]);
      if (!Labels.isLegacyName(name) || name.startsWith("__")) {
        throw improper(name);
      }
      key.set(name, value(parts[i], parts[i + 1]));
    }
    if (!name(parts[0]).equals(JOB)) {
      throw improper(name(parts[0]));
    }
    String job = value(parts[0], parts[1]);
    if (job.isEmpty()) {
      throw new HttpException(400, "job name is required");
    }
    return key.set(JOB, job).build();
  }

  private static HttpException improper(String name) {
    return new HttpException(400, "improper label name \"" + name + '"');
  }

  private static String name(String part) {
    return part.endsWith(BASE64) ? part.substring(0, part.length() - BASE64.length()) : part;
  }

  private static String value(String name, String part) {
    return name.endsWith(BASE64) ? decoded(part) : part;
  }

  private static String decoded(String base64) {
    try {
      String unpadded = base64.replaceAll("=+$", "");
      return new String(Base64.getUrlDecoder().decode(unpadded), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new HttpException(400, "\"" + base64 + "\" is not URL-safe base64");
    }
  }

  void list(HttpRequest request, HttpResponse response) throws IOException {
    try (JsonOut out = new JsonOut(response.stream("application/json"))) {
      out.object().field("status", "success").name("data").array();
      for (PushGroup group : gateway.groups()) {
        out.object().name("labels").labels(group.labels());
        out.field("last_push_successful", group.pushedSeconds() >= group.failedSeconds());
        out.field("push_time_seconds", group.pushedSeconds());
        out.field("push_failure_time_seconds", group.failedSeconds());
        out.name("families").array();
        for (PushGroup.Family family : group.families().values()) {
          write(out, family);
        }
        out.end().end();
      }
      out.end().end();
    }
  }

  private static void write(JsonOut out, PushGroup.Family family) throws IOException {
    out.object().field("name", family.name()).field("type", family.type());
    out.field("help", family.help()).name("metrics").array();
    for (PushGroup.Sample sample : family.samples()) {
      out.object().name("labels").labels(sample.labels());
      out.field("value", GoFloat.json(sample.value())).end();
    }
    out.end().end();
  }
}
