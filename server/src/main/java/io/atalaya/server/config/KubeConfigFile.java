package io.atalaya.server.config;

import io.atalaya.collect.discover.kubernetes.KubernetesApi;
import io.atalaya.model.Secret;
import io.atalaya.model.SecretSource;
import io.atalaya.model.http.Credentials;
import io.atalaya.model.http.HttpClientConfig;
import io.atalaya.model.http.TlsConfig;
import io.atalaya.server.config.yaml.Section;
import io.atalaya.server.config.yaml.YamlList;
import io.atalaya.server.config.yaml.YamlMap;
import io.atalaya.server.config.yaml.YamlNode;
import io.atalaya.server.config.yaml.YamlScalar;
import io.atalaya.server.config.yaml.YamlText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The file with which {@code kubectl} is told of clusters: its current context names a cluster and
 * a user. It belongs to others, so that keys that are not read here are no errors.
 */
final class KubeConfigFile {
  private static final String KEY = "kubeconfig_file";

  private final Section s;
  private final Path file;
  private final YamlNode root;

  private KubeConfigFile(Section s, Path file, YamlNode root) {
    this.s = s;
    this.file = file;
    this.root = root;
  }

  /** The API that the file's current context names; what is wrong is told of the key. */
  static KubernetesApi read(Section s, Path file) {
    return content(s, file)
        .map(root -> new KubeConfigFile(s, file, root).api())
        .orElseGet(() -> new KubernetesApi(null, null, HttpClientConfig.defaults()));
  }

  private static Optional<YamlNode> content(Section s, Path file) {
    try {
      String text = Files.readString(file, StandardCharsets.UTF_8);
      return YamlText.read(file.toString(), text, s.problems())
          .flatMap(d -> d.stream().findFirst());
    } catch (IOException e) {
      // The cluster's credentials may come later than we start; other jobs must not wait for them.
      s.problems()
          .warning(
              s.at(KEY),
              file + " cannot be read, so no target is found: " + e.getMessage(),
              "reload when it is there");
      return Optional.empty();
    }
  }

  private KubernetesApi api() {
    YamlNode context = named("contexts", "context", text(root, "current-context"));
    YamlNode cluster = named("clusters", "cluster", text(context, "cluster"));
    YamlNode user = named("users", "user", text(context, "user"));
    String server = text(cluster, "server");
    if (server.isEmpty()) {
      s.error(KEY, file + ": its current context names no cluster with a server");
    }
    boolean insecure = text(cluster, "insecure-skip-tls-verify").equals("true");
    TlsConfig tls =
        new TlsConfig(
            secret(cluster, "certificate-authority"),
            secret(user, "client-certificate"),
            secret(user, "client-key"),
            text(cluster, "tls-server-name"),
            insecure,
            null,
            null);
    HttpClientConfig http =
        HttpClientConfig.defaults().withTls(tls).withCredentials(credentials(user));
    return new KubernetesApi(RegistryReader.uri(s, KEY, server), null, http);
  }

  private Credentials credentials(YamlNode user) {
    String token = text(user, "token");
    String tokenFile = text(user, "tokenFile");
    if (!tokenFile.isEmpty()) {
      return Credentials.bearer(SecretSource.file(beside(tokenFile)));
    }
    if (!token.isEmpty()) {
      return Credentials.bearer(SecretSource.inline(token));
    }
    String name = text(user, "username");
    if (!name.isEmpty()) {
      return new Credentials.Basic(
          SecretSource.inline(name), SecretSource.inline(text(user, "password")));
    }
    if (get(user, "exec") != null || get(user, "auth-provider") != null) {
      s.error(KEY, file + ": users with exec or auth-provider are not supported; use a token");
    }
    return Credentials.NONE;
  }

  /** PEM text given in Base64 under {@code key-data}, or in a file under {@code key}. */
  private @Nullable SecretSource secret(YamlNode from, String key) {
    String data = text(from, key + "-data");
    String path = text(from, key);
    if (data.isEmpty()) {
      return path.isEmpty() ? null : SecretSource.file(beside(path));
    }
    try {
      byte[] pem = Base64.getMimeDecoder().decode(data);
      return new SecretSource.Inline(Secret.of(new String(pem, StandardCharsets.UTF_8)));
    } catch (IllegalArgumentException e) {
      s.error(KEY, file + ": " + key + "-data is no Base64");
      return null;
    }
  }

  private Path beside(String path) {
    return file.resolveSibling(path);
  }

  /** The entry of a name in a list of {@code {name: …, what: {…}}}. */
  private YamlNode named(String list, String what, String name) {
    List<YamlNode> items = get(root, list) instanceof YamlList all ? all.items() : List.of();
    for (YamlNode item : items) {
      YamlNode value = get(item, what);
      if (text(item, "name").equals(name) && value != null) {
        return value;
      }
    }
    return YamlMap.empty(root.at());
  }

  private static @Nullable YamlNode get(YamlNode from, String key) {
    return from instanceof YamlMap map ? map.get(key) : null;
  }

  private static String text(YamlNode from, String key) {
    return get(from, key) instanceof YamlScalar scalar && !scalar.isNull() ? scalar.text() : "";
  }
}
