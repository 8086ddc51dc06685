package io.atalaya.collect.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.collect.http.AddressGuard;
import io.atalaya.collect.http.AmazonsGate;
import io.atalaya.collect.http.Network;
import io.atalaya.collect.remote.RemoteWriteConfig.Message;
import io.atalaya.model.Secret;
import io.atalaya.model.http.AwsKeys;
import io.atalaya.model.http.AwsSigning;
import io.atalaya.model.http.HttpClientConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Requests that a server lets in which checks signatures as Amazon does. */
final class SignedWriteTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-03-04T05:06:07Z"));
  private static final Network NETWORK = Network.system(AddressGuard.except(Set.of()));
  private static final byte[] BODY = "what is sent".getBytes(StandardCharsets.UTF_8);

  private static Outcome send(AmazonsGate gate, String path, AwsSigning signing, Message message) {
    RemoteWriteConfig config =
        new RemoteWriteConfig(
            "",
            Secret.of(gate.url() + path),
            Duration.ofMinutes(1),
            Map.of(),
            List.of(),
            message,
            new RemoteWriteConfig.Sends(false, false, false),
            HttpClientConfig.defaults(),
            RemoteWriteConfig.Queue.defaults(),
            RemoteWriteConfig.Metadata.defaults(),
            signing);
    try (WriteClient client =
        new WriteClient(config, NETWORK, CLOCK, WriteClient.signer(config, NETWORK, CLOCK))) {
      return client.send(BODY, message, 1, Duration.ofMinutes(1));
    }
  }

  private static AwsSigning signing(String service, String secret) {
    AwsKeys keys = AwsKeys.lasting("AKID", Secret.of(secret));
    return new AwsSigning("eu-central-1", service, keys, "", null);
  }

  @Test
  void requestsOfBothVersionsAreSignedForAmazonsServiceOfPrometheus() throws IOException {
    try (AmazonsGate gate = new AmazonsGate("s3cr3t")) {
      String path = "/workspaces/ws-1/api/v1/remote_write";
      send(gate, path, signing("", "s3cr3t"), Message.V1);
      send(gate, path, signing("", "s3cr3t"), Message.V2);
      assertThat(gate.refused()).isEmpty();
      assertThat(gate.letIn())
          .containsExactly(
              "AKID/20260304/eu-central-1/aps/aws4_request",
              "AKID/20260304/eu-central-1/aps/aws4_request");
    }
  }

  @Test
  void otherServicesAndAddressesWithAllSortsOfSignsAreSignedToo() throws IOException {
    try (AmazonsGate gate = new AmazonsGate("s3cr3t")) {
      send(gate, "/a%20b/c~d/e?z=1&a=%2Fx&b", signing("es", "s3cr3t"), Message.V1);
      assertThat(gate.letIn()).containsExactly("AKID/20260304/eu-central-1/es/aws4_request");
    }
  }

  @Test
  void otherKeysAreNotLetIn() throws IOException {
    try (AmazonsGate gate = new AmazonsGate("s3cr3t")) {
      assertThat(send(gate, "/w", signing("", "other"), Message.V1))
          .isInstanceOfSatisfying(
              Outcome.Refused.class, refused -> assertThat(refused.status()).isEqualTo(403));
    }
  }
}
