package io.atalaya.collect.check.net;

import io.atalaya.collect.check.Address;
import io.atalaya.collect.check.AddressReadings;
import io.atalaya.collect.check.CertificateReadings;
import io.atalaya.collect.check.Observation;
import io.atalaya.collect.check.Observation.Verdict;
import io.atalaya.collect.check.ProbeContext;
import io.atalaya.collect.check.Prober;
import io.atalaya.collect.http.Deadline;
import io.atalaya.collect.http.ExchangeException;
import io.atalaya.collect.http.ExchangeException.Reason;
import io.atalaya.collect.http.Http2Call;
import io.atalaya.collect.http.HttpCall.Header;
import io.atalaya.collect.http.Network;
import io.atalaya.collect.http.TlsPeer;
import io.atalaya.collect.http.Wire;
import io.atalaya.model.SecretSource;
import io.atalaya.model.wire.ProtoReader;
import io.atalaya.model.wire.ProtoWriter;
import io.atalaya.model.wire.WireException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One unary call of gRPC over HTTP/2. A message stands after a byte, which is 1 if it is packed,
 * and its length in four bytes; the status comes in the trailers.
 *
 * <pre>
 *   HealthCheckRequest    1: string service
 *   HealthCheckResponse   1: enum status: 0 UNKNOWN, 1 SERVING, 2 NOT_SERVING, 3 SERVICE_UNKNOWN
 * </pre>
 */
final class GrpcProber implements Prober {
  private static final List<String> STATUSES =
      List.of("UNKNOWN", "SERVING", "NOT_SERVING", "SERVICE_UNKNOWN");

  private static final String PATH = "/grpc.health.v1.Health/Check";
  private static final String DURATION = "probe_grpc_duration_seconds";
  private static final int PREFIX_BYTES = 5;

  /** Codes of gRPC. */
  private static final int OK = 0;

  private static final int UNKNOWN = 2;
  private static final int UNAVAILABLE = 14;

  /** What HTTP's own failures mean, where a server or proxy does not speak gRPC. */
  private static final Map<String, Integer> CODES_OF_HTTP =
      Map.of("400", 13, "401", 16, "403", 7, "404", 12, "429", 14, "502", 14, "503", 14, "504", 14);

  private final GrpcCheck check;
  private final Network network;

  GrpcProber(GrpcCheck check, ProbeContext context) {
    this.check = check;
    this.network = context.network();
  }

  @Override
  public Observation probe() {
    long begun = network.ticker().nanos();
    Observation.Builder seen = new Observation.Builder();
    AddressReadings lookup = new AddressReadings(network);
    seen.read("probe_grpc_ssl", 0);
    readStatus(seen, "");
    Deadline deadline = Deadline.in(check.basics().timeout(), network.ticker());
    try (Wire wire =
        Wire.open(
            lookup.network(),
            check.host(),
            check.port(),
            check.secure() ? check.tls() : null,
            List.of("h2"),
            deadline)) {
      lookup.read(seen, wire.remoteAddress());
      readTls(seen, wire);
      look(seen, Http2Call.make(wire, headers(), request()));
    } catch (ExchangeException e) {
      lookup.read(seen, null);
      seen.read("probe_grpc_status_code", UNAVAILABLE);
      seen.judge(e);
    }
    long took = network.ticker().nanos() - begun;
    WirePhases.read(seen, DURATION, "resolve", lookup.nanos());
    WirePhases.read(seen, DURATION, "check", took - lookup.nanos());
    seen.judgeTime(check.slowAfter(), took);
    return seen.build(took);
  }

  private void readTls(Observation.Builder seen, Wire wire) throws ExchangeException {
    TlsPeer peer = wire.tls();
    if (peer != null) {
      seen.read("probe_grpc_ssl", 1);
      CertificateReadings.read(seen, peer, check.tls(), network);
    }
  }

  private List<Header> headers() throws ExchangeException {
    List<Header> headers = new ArrayList<>();
    headers.add(new Header(":method", "POST"));
    headers.add(new Header(":scheme", check.secure() ? "https" : "http"));
    headers.add(new Header(":path", PATH));
    headers.add(new Header(":authority", Address.text(check.host(), check.port())));
    headers.add(new Header("te", "trailers"));
    headers.add(new Header("content-type", "application/grpc"));
    headers.add(new Header("user-agent", "Atalaya"));
    try {
      for (Map.Entry<String, List<SecretSource>> entry : check.metadata().entrySet()) {
        for (SecretSource value : entry.getValue()) {
          String name = entry.getKey().toLowerCase(Locale.ROOT);
          headers.add(new Header(name, value.read().reveal()));
        }
      }
      return headers;
    } catch (IOException e) {
      throw new ExchangeException(Reason.INTERNAL, "metadata cannot be read: " + e.getMessage(), e);
    }
  }

  private byte[] request() {
    ProtoWriter message = new ProtoWriter();
    if (!check.service().isEmpty()) {
      message.text(1, check.service());
    }
    byte[] bytes = message.toByteArray();
    return ByteBuffer.allocate(PREFIX_BYTES + bytes.length)
        .put((byte) 0)
        .putInt(bytes.length)
        .put(bytes)
        .array();
  }

  private static void look(Observation.Builder seen, Http2Call.Answer answer)
      throws ExchangeException {
    int code = code(answer);
    seen.read("probe_grpc_status_code", code);
    if (code != OK) {
      String said = answer.header("grpc-message");
      seen.judge(
          Verdict.DOWN,
          "grpc_status",
          "the server answered with status " + code + (said == null ? "" : ": " + said));
      return;
    }
    String status = status(answer.body());
    readStatus(seen, status);
    if (!status.equals("SERVING")) {
      seen.judge(Verdict.DOWN, "not_serving", "the server says it is " + status);
    }
  }

  private static int code(Http2Call.Answer answer) {
    String code = answer.header("grpc-status");
    if (code != null && code.matches("[0-9]{1,4}")) {
      return Integer.parseInt(code);
    }
    return CODES_OF_HTTP.getOrDefault(String.valueOf(answer.header(":status")), UNKNOWN);
  }

  private static void readStatus(Observation.Builder seen, String status) {
    for (String possible : STATUSES) {
      int value = possible.equals(status) ? 1 : 0;
      seen.read("probe_grpc_healthcheck_response", "serving_status", possible, value);
    }
  }

  private static String status(byte[] body) throws ExchangeException {
    if (body.length < PREFIX_BYTES || body[0] != 0) {
      throw new ExchangeException(Reason.PROTOCOL, "the answer is no message of gRPC", null);
    }
    try {
      ProtoReader message = new ProtoReader(body, PREFIX_BYTES, body.length);
      int status = 0;
      while (message.next()) {
        if (message.field() == 1) {
          status = message.int32();
        } else {
          message.skip();
        }
      }
      return STATUSES.get(status);
    } catch (WireException | IndexOutOfBoundsException e) {
      throw new ExchangeException(Reason.PROTOCOL, "the health message cannot be read", e);
    }
  }
}
