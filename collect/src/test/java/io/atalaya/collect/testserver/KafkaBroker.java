package io.atalaya.collect.testserver;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.Uuid;

/** A broker of Kafka in a process of its own, from the jars on the class path. */
public final class KafkaBroker implements AutoCloseable {
  private final Program program;
  private final int port;

  private KafkaBroker(Program program, int port) {
    this.program = program;
    this.port = port;
  }

  public static KafkaBroker start() throws IOException {
    Path directory = Files.createTempDirectory("atalaya-kafka");
    int port = Program.freePort();
    Path config = directory.resolve("server.properties");
    Files.writeString(
        config,
        config(port, Program.freePort(), directory.resolve("data")),
        StandardCharsets.UTF_8);
    String id = Uuid.randomUuid().toString();
    Program.run(
        java(
            "kafka.tools.StorageTool", "format", "--standalone", "-t", id, "-c", config.toString()),
        directory);
    Program broker = Program.start(java("kafka.Kafka", config.toString()), directory);
    return new KafkaBroker(broker.listening(port), port);
  }

  private static String config(int port, int controllerPort, Path data) {
    return """
    process.roles=broker,controller
    node.id=1
    listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
    advertised.listeners=PLAINTEXT://127.0.0.1:%1$d
    controller.listener.names=CONTROLLER
    controller.quorum.bootstrap.servers=127.0.0.1:%2$d
    log.dirs=%3$s
    offsets.topic.replication.factor=1
    offsets.topic.num.partitions=1
    share.coordinator.state.topic.replication.factor=1
    """
        .formatted(port, controllerPort, data);
  }

  private static List<String> java(String main, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
    command.addAll(List.of(arguments));
    return command;
  }

  /** Where clients begin. */
  public String address() {
    return "127.0.0.1:" + port;
  }

  @Override
  public void close() throws IOException {
    program.close();
  }
}
