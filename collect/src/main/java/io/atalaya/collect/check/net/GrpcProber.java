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
import io.atalaya.collect.http.GrpcCall;
import io.atalaya.collect.http.HttpCall.Header;
import io.atalaya.collect.http.Network;
import io.atalaya.collect.http.TlsPeer;
import io.atalaya.collect.http.Wire;
import io.atalaya.model.SecretSource;
import io.atalaya.model.wire.ProtoReader;
import io.atalaya.model.wire.ProtoWriter;
import io.atalaya.model.wire.WireException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Asks a server of gRPC for its health.
 *
 * <pre>
 *   HealthCheckRequest    1: string service
 *   HealthCheckResponse   1: enum status: 0 UNKNOWN, 1 SERVING, 2 NOT_SERVING, 3 SERVICE_UNKNOWN
 * </pre>
 */
final class GrpcProber implements Prober {
  private static final List<String> STATUSES =
      List.of("UNKNOWN", "SERVING", "NOT_SERVING", "SERVICE_UNKNOWN");

  private static final String METHOD = "/grpc.health.v1.Health/Check";
  private static final String DURATION = "probe_grpc_duration_seconds";

  /** The largest answer that is taken. */
  private static final int MAX_BYTES = 60_000;

  /** The code of gRPC for a server that cannot be reached. */
  private static final int UNAVAILABLE = 14;

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
      look(seen, request().on(wire, MAX_BYTES));
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

  private GrpcCall request() throws ExchangeException {
    ProtoWriter message = new ProtoWriter();
    if (!check.service().isEmpty()) {
      message.text(1, check.service());
    }
    String authority = Address.text(check.host(), check.port());
    return new GrpcCall(
        authority, check.secure(), METHOD, metadata(), message.toByteArray(), false);
  }

  private List<Header> metadata() throws ExchangeException {
    List<Header> headers = new ArrayList<>();
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

  private static void look(Observation.Builder seen, GrpcCall.Answer answer)
      throws ExchangeException {
    seen.read("probe_grpc_status_code", answer.code());
    if (answer.code() != GrpcCall.OK) {
      seen.judge(
          Verdict.DOWN,
          "grpc_status",
          "the server answered with status "
              + answer.code()
              + (answer.said().isEmpty() ? "" : ": " + answer.said()));
      return;
    }
    String status = status(answer.message());
    readStatus(seen, status);
    if (!status.equals("SERVING")) {
      seen.judge(Verdict.DOWN, "not_serving", "the server says it is " + status);
    }
  }

  private static void readStatus(Observation.Builder seen, String status) {
    for (String possible : STATUSES) {
      int value = possible.equals(status) ? 1 : 0;
      seen.read("probe_grpc_healthcheck_response", "serving_status", possible, value);
    }
  }

  private static String status(byte[] response) throws ExchangeException {
    try {
      ProtoReader message = new ProtoReader(response);
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
