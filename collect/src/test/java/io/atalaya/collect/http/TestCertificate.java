package io.atalaya.collect.http;

import io.atalaya.model.SecretSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** A fresh self-signed certificate and its key, made by the JDK's keytool. */
public final class TestCertificate {
  /** Protects the files of {@link #keyStore} and {@link #trustStore}. */
  public static final String STORE_PASSWORD = "changeit";

  private static final char[] PASSWORD = STORE_PASSWORD.toCharArray();

  private final KeyStore store;
  private final Path folder;

  /**
   * Makes one.
   *
   * @param algorithm {@code RSA} or {@code EC}
   * @param names subject alternative names as keytool writes them, such as {@code dns:localhost}
   * @param days how long it is valid
   */
  public TestCertificate(Path folder, String algorithm, String names, int days)
      throws IOException, InterruptedException, GeneralSecurityException {
    this.folder = folder;
    Path file = Files.createTempFile(folder, "certificate", ".p12");
    Files.delete(file);
    Process keytool =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                    "-genkeypair",
                    "-alias",
                    "it",
                    "-keyalg",
                    algorithm,
                    "-dname",
                    "CN=test",
                    "-ext",
                    "san=" + names,
                    "-validity",
                    Integer.toString(days),
                    "-storetype",
                    "PKCS12",
                    "-keystore",
                    file.toString(),
                    "-storepass",
                    new String(PASSWORD)))
            .redirectErrorStream(true)
            .start();
    String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (keytool.waitFor() != 0) {
      throw new IOException("keytool failed: " + output);
    }
    store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD);
    }
  }

  private static String pem(String label, byte[] der) {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN " + label + "-----\n" + text + "\n-----END " + label + "-----\n";
  }

  public SecretSource certificate() throws GeneralSecurityException {
    return SecretSource.inline(pem("CERTIFICATE", store.getCertificate("it").getEncoded()));
  }

  public SecretSource key() throws GeneralSecurityException {
    return SecretSource.inline(pem("PRIVATE KEY", store.getKey("it", PASSWORD).getEncoded()));
  }

  /** A file of the certificate, as PEM. */
  public Path certificateFile() throws IOException, GeneralSecurityException {
    return Files.writeString(
        Files.createTempFile(folder, "certificate", ".pem"), certificate().read().reveal());
  }

  /** A file of the key, as PEM, that only its owner may read. */
  public Path keyFile() throws IOException, GeneralSecurityException {
    return Files.writeString(Files.createTempFile(folder, "key", ".pem"), key().read().reveal());
  }

  /** A PKCS #12 file of the certificate and its key. */
  public Path keyStore() throws IOException, GeneralSecurityException {
    return written(store);
  }

  /** A PKCS #12 file in which this certificate is trusted. */
  public Path trustStore() throws IOException, GeneralSecurityException {
    return written(trusting(this));
  }

  private Path written(KeyStore what) throws IOException, GeneralSecurityException {
    Path file = Files.createTempFile(folder, "store", ".p12");
    try (OutputStream out = Files.newOutputStream(file)) {
      what.store(out, PASSWORD);
    }
    return file;
  }

  private static KeyStore trusting(TestCertificate trusted)
      throws IOException, GeneralSecurityException {
    KeyStore roots = KeyStore.getInstance("PKCS12");
    roots.load(null, null);
    roots.setCertificateEntry("trusted", trusted.store.getCertificate("it"));
    return roots;
  }

  /**
   * The key in the older form that tools write for its algorithm: what PKCS #8 wraps, which is the
   * last octet string of its outermost sequence.
   */
  SecretSource traditionalKey(String label, int skippedBytes) throws GeneralSecurityException {
    byte[] wrapped = store.getKey("it", PASSWORD).getEncoded();
    byte[] inner = Arrays.copyOfRange(wrapped, skippedBytes, wrapped.length);
    return SecretSource.inline(pem(label, inner));
  }

  /** A loopback socket that shows this certificate. */
  public ServerSocket serverSocket() throws IOException, GeneralSecurityException {
    return context(null)
        .getServerSocketFactory()
        .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  /** Speaks TLS as a server on a connection that has said something already. */
  public SSLSocket upgrade(Socket plain) throws IOException, GeneralSecurityException {
    SSLSocket socket = (SSLSocket) context(null).getSocketFactory().createSocket(plain, null, true);
    socket.setUseClientMode(false);
    return socket;
  }

  /** A loopback socket that shows this certificate and wants to see another. */
  ServerSocket serverSocketFor(TestCertificate client)
      throws IOException, GeneralSecurityException {
    SSLServerSocket socket =
        (SSLServerSocket)
            context(client)
                .getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    socket.setNeedClientAuth(true);
    return socket;
  }

  /** What a server needs to show this certificate. */
  public SSLContext context() throws IOException, GeneralSecurityException {
    return context(null);
  }

  private SSLContext context(@Nullable TestCertificate trusted)
      throws GeneralSecurityException, IOException {
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(store, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    if (trusted == null) {
      context.init(keys.getKeyManagers(), null, null);
      return context;
    }
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusting(trusted));
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }
}
