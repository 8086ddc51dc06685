package io.atalaya.collect.testserver;

import io.atalaya.collect.http.TestCertificate;
import io.atalaya.testkit.InstalledProgram;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.Uuid;

/**
 * A broker of Kafka in a process of its own, from the jars on the class path. It listens three
 * times: in the clear for everybody; over TLS for those who show a certificate; and over TLS for
 * the user {@code monitor} with the password {@code s3cret}, as PLAIN or SCRAM.
 */
public final class KafkaBroker implements AutoCloseable {
  private final Program program;
  private final int[] ports;

  private KafkaBroker(Program program, int[] ports) {
    this.program = program;
    this.ports = ports;
  }

  /**
   * Starts one.
   *
   * @param own what it shows
   * @param client what it wants to see
   */
  public static KafkaBroker start(TestCertificate own, TestCertificate client)
      throws IOException, GeneralSecurityException {
    Path directory = Files.createTempDirectory("atalaya-kafka");
    int[] ports = InstalledProgram.freePorts(4);
    Path config = directory.resolve("server.properties");
    Files.writeString(
        config,
        config(ports, directory.resolve("data")) + tls(own, client),
        StandardCharsets.UTF_8);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-Xshare:auto", "-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(KafkaMain.class.getName(), config.toString()));
    command.addAll(List.of("format", "--standalone", "-c", config.toString()));
    command.addAll(List.of("-t", Uuid.randomUuid().toString()));
    for (String mechanism : List.of("SCRAM-SHA-256", "SCRAM-SHA-512")) {
      command.addAll(List.of("--add-scram", mechanism + "=[name=monitor,password=s3cret]"));
    }
    return new KafkaBroker(Program.start(command, directory).listening(ports[0]), ports);
  }

  private static String config(int[] ports, Path data) {
    return """
    process.roles=broker,controller
    node.id=1
    listeners=OPEN://127.0.0.1:%1$d,SHOWN://127.0.0.1:%2$d,LOGIN://127.0.0.1:%3$d,\
    CONTROLLER://127.0.0.1:%4$d
    advertised.listeners=OPEN://127.0.0.1:%1$d,SHOWN://127.0.0.1:%2$d,LOGIN://127.0.0.1:%3$d
    listener.security.protocol.map=OPEN:PLAINTEXT,SHOWN:SSL,LOGIN:SASL_SSL,CONTROLLER:PLAINTEXT
    inter.broker.listener.name=OPEN
    controller.listener.names=CONTROLLER
    controller.quorum.bootstrap.servers=127.0.0.1:%4$d
    log.dirs=%5$s
    offsets.topic.replication.factor=1
    offsets.topic.num.partitions=1
    share.coordinator.state.topic.replication.factor=1
    transaction.state.log.num.partitions=1
    share.coordinator.state.topic.num.partitions=1
    log.cleaner.enable=false
    num.network.threads=1
    num.io.threads=2
    sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-256,SCRAM-SHA-512
    listener.name.login.plain.sasl.jaas.config=\
    org.apache.kafka.common.security.plain.PlainLoginModule required user_monitor="s3cret";
    listener.name.login.scram-sha-256.sasl.jaas.config=\
    org.apache.kafka.common.security.scram.ScramLoginModule required;
    listener.name.login.scram-sha-512.sasl.jaas.config=\
    org.apache.kafka.common.security.scram.ScramLoginModule required;
    """
        .formatted(ports[0], ports[1], ports[2], ports[3], data);
  }

  private static String tls(TestCertificate own, TestCertificate client)
      throws IOException, GeneralSecurityException {
    return """
    ssl.keystore.type=PKCS12
    ssl.keystore.location=%s
    ssl.keystore.password=%s
    ssl.key.password=%2$s
    ssl.truststore.type=PKCS12
    ssl.truststore.location=%s
    ssl.truststore.password=%2$s
    listener.name.shown.ssl.client.auth=required
    """
        .formatted(own.keyStore(), TestCertificate.STORE_PASSWORD, client.trustStore());
  }

  /** Where clients begin, in the clear. */
  public String address() {
    return "127.0.0.1:" + ports[0];
  }

  /** Where clients show a certificate. */
  public String certificateAddress() {
    return "127.0.0.1:" + ports[1];
  }

  /** Where clients log in. */
  public String loginAddress() {
    return "127.0.0.1:" + ports[2];
  }

  @Override
  public void close() throws IOException {
    program.close();
  }
}
