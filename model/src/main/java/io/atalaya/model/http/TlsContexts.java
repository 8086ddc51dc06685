package io.atalaya.model.http;

import io.atalaya.model.Secret;
import io.atalaya.model.SecretSource;
import java.io.IOException;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * Contexts made from configurations, shared by everybody who asks with an equal one, for making one
 * costs milliseconds and, with the system's trust, a megabyte. A context is made anew once a file
 * it was made from has changed, so that certificates can be rotated. Safe for many threads.
 */
public final class TlsContexts {
  /** Contexts that are kept; the one longest out of use goes first. */
  static final int MAX_CONTEXTS = 256;

  private final Map<TlsConfig, Made> made =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<TlsConfig, Made> eldest) {
          return size() > MAX_CONTEXTS;
        }
      };

  /** The roots that some configurations trust; asked for only where a chain is looked at. */
  private final Map<TlsConfig, Rooted> rooted =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<TlsConfig, Rooted> eldest) {
          return size() > MAX_CONTEXTS;
        }
      };

  /** A context, and the texts it was made from. */
  private record Made(SSLContext context, List<Secret> material) {}

  /** Roots by their subject, and the texts they were made from. */
  private record Rooted(Map<X500Principal, List<X509Certificate>> roots, List<Secret> material) {}

  /**
   * The context of a configuration.
   *
   * @throws IOException if a file cannot be read or holds no PEM of the kind that is needed
   */
  public synchronized SSLContext of(TlsConfig config) throws IOException {
    List<Secret> material = material(config);
    Made known = made.get(config);
    if (known == null || !known.material().equals(material)) {
      known = new Made(TlsContext.of(config), material);
      made.put(config, known);
    }
    return known.context();
  }

  /**
   * The certificates that a configuration trusts by themselves, by their subject.
   *
   * @throws IOException if a file cannot be read or holds no PEM of the kind that is needed
   */
  public synchronized Map<X500Principal, List<X509Certificate>> roots(TlsConfig config)
      throws IOException {
    List<Secret> material = material(config);
    Rooted known = rooted.get(config);
    if (known == null || !known.material().equals(material)) {
      known = new Rooted(TlsContext.roots(config), material);
      rooted.put(config, known);
    }
    return known.roots();
  }

  /** The names of all cipher suites that Java has. */
  public static Set<String> cipherSuites() {
    try {
      return Set.of(SSLContext.getDefault().getSupportedSSLParameters().getCipherSuites());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has TLS", e);
    }
  }

  private static List<Secret> material(TlsConfig config) throws IOException {
    List<Secret> texts = new ArrayList<>(3);
    add(texts, config.ca());
    add(texts, config.cert());
    add(texts, config.key());
    return texts;
  }

  private static void add(List<Secret> texts, @Nullable SecretSource source) throws IOException {
    if (source != null) {
      texts.add(source.read());
    }
  }
}
