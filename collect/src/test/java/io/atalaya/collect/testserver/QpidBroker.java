package io.atalaya.collect.testserver;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.atalaya.collect.http.TestCertificate;
import io.atalaya.testkit.InstalledProgram;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** A broker of AMQP 0-9-1, Apache Qpid's, in a process of its own; its user is guest, as usual. */
public final class QpidBroker implements AutoCloseable {
  /** One class of each archive that the broker needs. */
  private static final List<String> NEEDED =
      List.of(
          "org.apache.qpid.server.SystemLauncher",
          "org.apache.qpid.server.protocol.v0_8.AMQPConnection_0_8Impl",
          "org.apache.qpid.server.store.MemorySystemConfigImpl",
          "com.fasterxml.jackson.core.JsonFactory",
          "com.fasterxml.jackson.databind.ObjectMapper",
          "com.fasterxml.jackson.annotation.JsonProperty",
          "com.github.benmanes.caffeine.cache.Caffeine",
          "org.bouncycastle.jce.provider.BouncyCastleProvider",
          "org.bouncycastle.cert.X509CertificateHolder",
          "org.slf4j.Logger",
          "org.jspecify.annotations.Nullable");

  private final Program program;
  private final int[] ports;

  private QpidBroker(Program program, int[] ports) {
    this.program = program;
    this.ports = ports;
  }

  /**
   * Starts one.
   *
   * @param own what it shows to those who speak TLS
   * @param client what it wants to see of those at {@link #certificatePort}
   */
  public static QpidBroker start(TestCertificate own, TestCertificate client)
      throws IOException, GeneralSecurityException {
    Path directory = Files.createTempDirectory("atalaya-qpid");
    int[] ports = InstalledProgram.freePorts(3);
    Path configuration =
        Files.writeString(directory.resolve("broker.json"), configuration(ports, own, client));
    List<String> paths = new ArrayList<>();
    for (String name : NEEDED) {
      paths.add(archiveOf(name).toString());
    }
    Path agent = agent(directory.resolve("agent.jar"));
    paths.add(agent.toString());
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-javaagent:" + agent,
            "-Xmx256m",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            String.join(File.pathSeparator, paths),
            QpidMain.class.getName(),
            configuration.toString(),
            directory.resolve("work").toString());
    Program program =
        Program.start(command, directory).listening(ports[2]).when(() -> serves(ports[0]));
    return new QpidBroker(program, ports);
  }

  /** Whether the virtual host is there: the broker listens a little earlier than that. */
  private static boolean serves(int port) {
    ConnectionFactory factory = new ConnectionFactory();
    factory.setHost("127.0.0.1");
    factory.setPort(port);
    try (Connection connection = factory.newConnection()) {
      return connection.isOpen();
    } catch (IOException | TimeoutException e) {
      return false;
    }
  }

  private static String configuration(int[] ports, TestCertificate own, TestCertificate client)
      throws IOException, GeneralSecurityException {
    String secured = "\"transports\": [\"SSL\"], \"keyStore\": \"own\"";
    return """
    {"name": "broker", "modelVersion": "9.1",
     "authenticationproviders": [{"name": "plain", "type": "Plain", "secureOnlyMechanisms": [],
       "users": [{"name": "guest", "type": "managed", "password": "guest"}]}],
     "keystores": [{"name": "own", "type": "FileKeyStore", "keyStoreType": "PKCS12",
       "storeUrl": "%s", "password": "%s"}],
     "truststores": [{"name": "clients", "type": "FileTrustStore", "trustStoreType": "PKCS12",
       "storeUrl": "%s", "password": "%2$s"}],
     "ports": [%s, %s, %s],
     "virtualhostnodes": [{"name": "default", "type": "Memory", "defaultVirtualHostNode": "true",
       "virtualHostInitialConfiguration": "{\\"type\\": \\"Memory\\"}"}]}
    """
        .formatted(
            own.keyStore(),
            TestCertificate.STORE_PASSWORD,
            client.trustStore(),
            port("open", ports[0], "\"transports\": [\"TCP\"]"),
            port("secured", ports[1], secured),
            port(
                "shown",
                ports[2],
                secured + ", \"trustStores\": [\"clients\"], \"needClientAuth\": true"));
  }

  private static String port(String name, int number, String more) {
    return """
    {"name": "%s", "port": "%d", "bindingAddress": "127.0.0.1", %s,
     "authenticationProvider": "plain", "protocols": ["AMQP_0_9_1"],
     "virtualhostaliases": [{"name": "defaultAlias", "type": "defaultAlias"},
                            {"name": "nameAlias", "type": "nameAlias"}]}
    """
        .formatted(name, number, more);
  }

  private static Path archiveOf(String name) throws IOException {
    try {
      CodeSource source =
          Class.forName(name, false, QpidBroker.class.getClassLoader())
              .getProtectionDomain()
              .getCodeSource();
      return Path.of(source.getLocation().toURI());
    } catch (ClassNotFoundException | URISyntaxException e) {
      throw new IOException(name + " is not on the class path", e);
    }
  }

  /** An archive of {@link QpidMain} alone, which says that it is an agent. */
  private static Path agent(Path to) throws IOException {
    Manifest manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.putValue("Premain-Class", QpidMain.class.getName());
    attributes.putValue("Can-Retransform-Classes", "true");
    try (OutputStream out = Files.newOutputStream(to);
        JarOutputStream jar = new JarOutputStream(out, manifest)) {
      for (String suffix : List.of("", "$Leading")) {
        String file = QpidMain.class.getName().replace('.', '/') + suffix + ".class";
        jar.putNextEntry(new JarEntry(file));
        try (InputStream in = QpidMain.class.getClassLoader().getResourceAsStream(file)) {
          if (in == null) {
            throw new IOException("there is no " + file);
          }
          in.transferTo(jar);
        }
      }
    }
    return to;
  }

  /** For those who speak in the clear. */
  public int port() {
    return ports[0];
  }

  /** For those who speak TLS. */
  public int tlsPort() {
    return ports[1];
  }

  /** For those who speak TLS and show a certificate. */
  public int certificatePort() {
    return ports[2];
  }

  @Override
  public void close() throws IOException {
    program.close();
  }
}
