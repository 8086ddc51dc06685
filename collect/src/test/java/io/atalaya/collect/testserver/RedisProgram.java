package io.atalaya.collect.testserver;

import io.atalaya.testkit.InstalledProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A Redis server. */
public final class RedisProgram implements AutoCloseable {
  private static final String RESOURCE = "redis-server-6.2.6-v5-linux-amd64";

  private final Program program;
  private final int port;

  private RedisProgram(Program program, int port) {
    this.program = program;
    this.port = port;
  }

  /** Starts one with further options, such as {@code --requirepass x}. */
  public static RedisProgram start(String... options) throws IOException {
    Path directory = Files.createTempDirectory("atalaya-redis");
    Path server = Program.unpack(RESOURCE, directory.resolve("redis-server"));
    int port = InstalledProgram.freePort();
    List<String> command = new ArrayList<>();
    command.add(server.toString());
    command.addAll(List.of("--port", Integer.toString(port), "--bind", "127.0.0.1"));
    command.addAll(List.of("--save", "", "--appendonly", "no"));
    command.addAll(List.of(options));
    return new RedisProgram(Program.start(command, directory).listening(port), port);
  }

  public int port() {
    return port;
  }

  @Override
  public void close() throws IOException {
    program.close();
  }
}
