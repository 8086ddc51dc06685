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

  /** The grouping key of a path below {@code /metrics/}. */
  private static Labels key(String path) {
    String[] parts = path.split("/", -1);
    if (parts.length % 2 != 0) {
      throw new HttpException(400, "odd number of components in label string \"/" + path + '"');
    }
    Labels.Builder key = Labels.builder();
    for (int i = 0; i < parts.length; i += 2) {
      boolean coded = parts[i].endsWith(BASE64);
      String name = coded ? parts[i].substring(0, parts[i].length() - BASE64.length()) : parts[i];
      requireName(name, i);
      key.set(name, coded ? decoded(parts[i + 1]) : parts[i + 1]);
    }
    if (!key.has("job")) {
      throw new HttpException(400, "job name is required");
    }
    return key.build();
  }

  private static void requireName(String name, int position) {
    boolean reserved = name.startsWith("__");
    if (!Labels.isLegacyName(name) || reserved || (position == 0) != name.equals("job")) {
      throw new HttpException(400, "improper label name \"" + name + '"');
    }
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
