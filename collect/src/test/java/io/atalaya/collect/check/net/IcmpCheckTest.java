package io.atalaya.collect.check.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.atalaya.collect.check.CheckBasics;
import io.atalaya.collect.check.Observation;
import io.atalaya.collect.check.Observation.Verdict;
import io.atalaya.collect.check.ProbeContext;
import io.atalaya.collect.http.AddressGuard;
import io.atalaya.collect.http.Network;
import io.atalaya.testkit.VirtualScheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IcmpCheckTest {
  private final Network network = Network.system(AddressGuard.except(List.of()));
  private final ProbeContext context =
      new ProbeContext(network, new VirtualScheduler(Instant.EPOCH));

  private static IcmpCheck ping(String host, int packets) {
    CheckBasics basics =
        CheckBasics.of("x").withTimes(Duration.ofMinutes(1), Duration.ofSeconds(30));
    return new IcmpCheck(basics, host, packets, 0, IcmpCheck.Packet.USUAL, null);
  }

  private static double value(Observation seen, String metric) {
    return seen.readings().stream()
        .filter(r -> r.metric().equals(metric))
        .mapToDouble(Observation.Reading::value)
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  void loopbackAnswersPings(String address) {
    Observation seen = ping(address, 3).prober(context).probe();
    assumeFalse(seen.verdict() == Verdict.UNKNOWN, "may not ping here: " + seen.message());
    assumeFalse(seen.message().contains("error number"), "no such network: " + seen.message());
    assertThat(seen.verdict()).as(seen.message()).isEqualTo(Verdict.UP);
    assertThat(value(seen, "probe_icmp_packets_received")).isEqualTo(3);
    assertThat(value(seen, "probe_icmp_reply_hop_limit")).isEqualTo(64);
  }

  /** Replies to each request or not, as told. */
  private static EchoSocket.Opener answering(List<Boolean> replies) {
    Iterator<Boolean> next = replies.iterator();
    return (target, source, packet) ->
        new EchoSocket() {
          @Override
          public @Nullable Reply exchange(int sequence, Duration wait) {
            return next.next() ? new Reply(57) : null;
          }

          @Override
          public void close() {
            assertThat(next.hasNext()).isFalse();
          }
        };
  }

  @ParameterizedTest
  @CsvSource({
    "true, true, UP, ''",
    "true, false, DEGRADED, packet_loss",
    "false, false, DOWN, timeout"
  })
  void lostPacketsDegradeAndSilenceIsDown(
      boolean first, boolean second, Verdict verdict, String reason) {
    Observation seen =
        new IcmpProber(ping("127.0.0.1", 2), context, answering(List.of(first, second))).probe();
    assertThat(seen.verdict()).isEqualTo(verdict);
    assertThat(seen.reason()).isEqualTo(reason);
  }

  @Test
  void whoMayNotPingKnowsNothingAndSaysWhatToDo() {
    EchoSocket.Opener forbidden =
        (target, source, packet) -> {
          throw new EchoSocket.NotPermittedException("allow it");
        };
    Observation seen = new IcmpProber(ping("127.0.0.1", 1), context, forbidden).probe();
    assertThat(seen.verdict()).isEqualTo(Verdict.UNKNOWN);
    assertThat(seen.reason()).isEqualTo("permission");
  }
}
