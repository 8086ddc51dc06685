package io.atalaya.server.remoteread;

import io.atalaya.collect.http.Answer;
import io.atalaya.collect.http.Deadline;
import io.atalaya.collect.http.HttpCall;
import io.atalaya.collect.http.HttpCall.Header;
import io.atalaya.collect.http.HttpCaller;
import io.atalaya.collect.http.Network;
import io.atalaya.model.Labels;
import io.atalaya.model.Matcher;
import io.atalaya.model.SeriesSelection;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;

/** Asks one server. Several questions at once each have a connection of their own. */
final class ReadClient implements AutoCloseable {
  private static final int MAX_REDIRECTS = 10;
  private static final int MAX_REASON_BYTES = 1024;

  private final RemoteReadConfig config;
  private final Network network;
  private final URI url;
  private final Queue<HttpCaller> idle = new ConcurrentLinkedQueue<>();
  private final LongAdder asked = new LongAdder();
  private final LongAdder failed = new LongAdder();

  ReadClient(RemoteReadConfig config, Network network) {
    this.config = config;
    this.network = network;
    url = URI.create(config.url().reveal());
  }

  RemoteReadConfig config() {
    return config;
  }

  long asked() {
    return asked.sum();
  }

  long failed() {
    return failed.sum();
  }

  /** Whether a selection has all the matchers without which the server is not to be asked. */
  boolean isMeant(SeriesSelection selection) {
    Labels required = config.requiredMatchers();
    for (int i = 0; i < required.size(); i++) {
      if (!selection.matchers().contains(Matcher.equal(required.name(i), required.value(i)))) {
        return false;
      }
    }
    return true;
  }

  /**
   * Asks for series.
   *
   * @param external our external labels
   * @throws IOException if no complete answer comes in time
   */
  List<FetchedSeries> read(SeriesSelection selection, long toMillis, Labels external)
      throws IOException {
    asked.increment();
    ReadQuestion question =
        ReadQuestion.of(
            selection.matchers(),
            selection.fromMillis(),
            toMillis,
            config.filterExternalLabels() ? external : Labels.of());
    HttpCaller caller = idle.poll();
    if (caller == null) {
      caller = new HttpCaller(config.http(), network, true, MAX_REDIRECTS);
    }
    HttpCall call = new HttpCall("POST", url, headers(), question.body());
    try (Answer answer = caller.call(call, Deadline.in(config.timeout(), network.ticker()))) {
      return read(question, answer);
    } catch (IOException e) {
      failed.increment();
      throw e;
    } finally {
      idle.add(caller);
    }
  }

  private List<Header> headers() {
    List<Header> headers = new ArrayList<>();
    headers.add(new Header("Content-Encoding", "snappy"));
    headers.add(new Header("Accept-Encoding", "snappy"));
    headers.add(new Header("Content-Type", "application/x-protobuf"));
    headers.add(new Header("X-Prometheus-Remote-Read-Version", "0.1.0"));
    config.headers().forEach((name, value) -> headers.add(new Header(name, value.reveal())));
    return headers;
  }

  private List<FetchedSeries> read(ReadQuestion question, Answer answer) throws IOException {
    if (answer.status() / 100 != 2) {
      byte[] beginning = answer.body().readNBytes(MAX_REASON_BYTES);
      throw new IOException(
          "server returned HTTP status "
              + answer.status()
              + ": "
              + new String(beginning, StandardCharsets.UTF_8).strip());
    }
    // Snappy here is the format of what is answered, and not taken off on the way.
    ReadAnswer reading = new ReadAnswer(question, config.maxFrameBytes());
    String type = answer.header("Content-Type").toLowerCase(Locale.ROOT);
    return type.startsWith("application/x-streamed-protobuf")
        ? reading.stream(answer.packedBody())
        : reading.samples(answer.packedBody());
  }

  @Override
  public void close() {
    idle.forEach(HttpCaller::close);
  }
}
