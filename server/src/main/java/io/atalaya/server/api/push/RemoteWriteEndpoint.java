package io.atalaya.server.api.push;

import io.atalaya.collect.push.PushLimits;
import io.atalaya.collect.push.RemoteWriteReceiver;
import io.atalaya.collect.push.RemoteWriteReceiver.Version;
import io.atalaya.collect.push.WriteResult;
import io.atalaya.server.http.HttpException;
import io.atalaya.server.http.HttpRequest;
import io.atalaya.server.http.HttpResponse;
import java.io.IOException;
import java.util.Locale;
import java.util.Set;

/**
 * {@code POST /api/v1/write}: the receiving end of Prometheus' remote write, 1.0 and 2.0.
 *
 * <p>204 if all was stored. 400 if something was refused, which must not be sent again; the body
 * says what, and what is not named was stored. 415 for another content type or encoding, 413 for
 * too large a body, 503 when it cannot be stored now. For 2.0 the headers {@code
 * X-Prometheus-Remote-Write-…-Written} say how much was stored.
 */
final class RemoteWriteEndpoint {
  private static final String WRITTEN = "X-Prometheus-Remote-Write-%s-Written";

  private final RemoteWriteReceiver receiver;
  private final PushLimits limits;
  private final Set<Version> accepted;

  /**
   * An endpoint.
   *
   * @param accepted messages that are taken
   */
  RemoteWriteEndpoint(RemoteWriteReceiver receiver, PushLimits limits, Set<Version> accepted) {
    this.receiver = receiver;
    this.limits = limits;
    this.accepted = Set.copyOf(accepted);
  }

  void handle(HttpRequest request, HttpResponse response) throws IOException {
    Version version = version(request.header("Content-Type"));
    requireAccepted(version);
    requireSnappy(request.header("Content-Encoding"));
    write(version, request.body(limits.decodedBytes()), response);
  }

  /** The version that a content type stands for; none given means the first. */
  private static Version version(String contentType) {
    String[] parts = contentType.toLowerCase(Locale.ROOT).split(";", -1);
    String media = parts[0].strip();
    if (!media.isEmpty() && !media.equals("application/x-protobuf")) {
      throw new HttpException(
          415, "Content-Type \"" + contentType + "\" is not application/x-protobuf");
    }
    for (int i = 1; i < parts.length; i++) {
      String parameter = parts[i].strip();
      if (parameter.startsWith("proto=")) {
        return versionOf(parameter.substring("proto=".length()).replace("\"", "").strip());
      }
    }
    return Version.V1;
  }

  private static Version versionOf(String message) {
    return switch (message) {
      case "prometheus.writerequest" -> Version.V1;
      case "io.prometheus.write.v2.request" -> Version.V2;
      default ->
          throw new HttpException(
              415,
              "protobuf message "
                  + message
                  + " is not accepted; send prometheus.WriteRequest or"
                  + " io.prometheus.write.v2.Request");
    };
  }

  private void requireAccepted(Version version) {
    if (!accepted.contains(version)) {
      throw new HttpException(
          415,
          name(version)
              + " is not accepted by this server; see"
              + " --web.remote-write-receiver.accepted-protobuf-messages");
    }
  }

  private static String name(Version version) {
    return switch (version) {
      case V1 -> "prometheus.WriteRequest";
      case V2 -> "io.prometheus.write.v2.Request";
    };
  }

  private static void requireSnappy(String encoding) {
    if (!encoding.isEmpty() && !encoding.equalsIgnoreCase("snappy")) {
      throw new HttpException(
          415, encoding + " encoding (compression) is not accepted by this server; send snappy");
    }
  }

  private void write(Version version, byte[] body, HttpResponse response) throws IOException {
    WriteResult result =
        Intake.run("a remote write request", () -> receiver.write(version, body, body.length));
    if (version == Version.V2) {
      tell(response, result);
    }
    if (!result.complete()) {
      throw new HttpException(400, String.join("\n", result.faults()));
    }
    response.sendStatus(204);
  }

  private static void tell(HttpResponse response, WriteResult result) {
    response.header(WRITTEN.formatted("Samples"), Integer.toString(result.samples()));
    response.header(WRITTEN.formatted("Histograms"), Integer.toString(result.histograms()));
    response.header(WRITTEN.formatted("Exemplars"), Integer.toString(result.exemplars()));
  }
}
