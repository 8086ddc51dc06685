package io.atalaya.server.config;

import io.atalaya.collect.discover.Discovery;
import io.atalaya.collect.discover.Discovery.Kubernetes.Attach;
import io.atalaya.collect.discover.Discovery.Kubernetes.Role;
import io.atalaya.collect.discover.Discovery.Kubernetes.Selector;
import io.atalaya.collect.discover.kubernetes.ClusterWatch;
import io.atalaya.collect.discover.kubernetes.KubernetesApi;
import io.atalaya.model.Secret;
import io.atalaya.model.SecretSource;
import io.atalaya.model.http.Credentials;
import io.atalaya.model.http.HttpClientConfig;
import io.atalaya.model.http.TlsConfig;
import io.atalaya.model.regex.Regex;
import io.atalaya.server.config.yaml.Section;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The keys of {@code kubernetes_sd_configs}. */
final class KubernetesReader {
  /** Where a pod finds what it needs to ask the API of its own cluster. */
  private static final Path SERVICE_ACCOUNT =
      Path.of("/var/run/secrets/kubernetes.io/serviceaccount");

  private static final Regex LABEL_REQUIREMENT =
      Regex.compile(
          " *(!? *[-A-Za-z0-9_./]+|[-A-Za-z0-9_./]+ *(=|==|!=) *[-A-Za-z0-9_.]*"
              + "|[-A-Za-z0-9_./]+ +(in|notin) +\\([^()]*\\)) *");

  private static final Regex FIELD_REQUIREMENT = Regex.compile("[^=!]+(=|==|!=)[^=]*");

  private record Namespaces(List<String> names, boolean own) {}

  private record RoleSelector(Role role, Selector selector) {}

  private KubernetesReader() {}

  static Discovery read(Section s) {
    Role role = s.parsed("role", KubernetesReader::role).orElseGet(() -> roleMissing(s));
    HttpClientConfig http = HttpClientReader.read(s);
    Namespaces namespaces =
        s.section(
                "namespaces", n -> new Namespaces(n.texts("names"), n.flag("own_namespace", false)))
            .orElse(new Namespaces(List.of(), false));
    return new Discovery.Kubernetes(
        role,
        api(s, http, namespaces.own()),
        namespaces.names(),
        selectors(s, role),
        s.section("attach_metadata", KubernetesReader::attach).orElse(Attach.NONE));
  }

  private static Role roleMissing(Section s) {
    if (!s.has("role")) {
      s.error(
          "role", "role missing (one of: pod, service, endpoints, endpointslice, node, ingress)");
    }
    return Role.NODE;
  }

  private static Role role(String text) {
    for (Role role : Role.values()) {
      if (text(role).equals(text)) {
        return role;
      }
    }
    throw new IllegalArgumentException("unknown Kubernetes SD role \"" + text + "\"");
  }

  private static String text(Role role) {
    return role.name().toLowerCase(Locale.ROOT);
  }

  private static Attach attach(Section s) {
    return new Attach(
        s.flag("node", false),
        s.flag("namespace", false),
        s.flag("deployment", false),
        s.flag("job", false),
        s.flag("cronjob", false));
  }

  private static KubernetesApi api(Section s, HttpClientConfig http, boolean own) {
    Optional<String> server = s.url("api_server").map(Secret::reveal);
    Optional<Path> kubeConfig = s.file("kubeconfig_file");
    boolean custom = !http.equals(HttpClientConfig.defaults());
    if (server.isPresent() && kubeConfig.isPresent()) {
      s.error("api_server", "cannot use 'kubeconfig_file' and 'api_server' simultaneously");
    }
    if (kubeConfig.isPresent() && custom) {
      s.error(
          "kubeconfig_file",
          "cannot use a custom HTTP client configuration together with 'kubeconfig_file'");
    } else if (server.isEmpty() && custom) {
      s.error(
          "api_server",
          "to use custom HTTP client configuration please provide the 'api_server' URL explicitly");
    }
    if (own && (server.isPresent() || kubeConfig.isPresent())) {
      String key = server.isPresent() ? "api_server" : "kubeconfig_file";
      s.error(key, "cannot use '" + key + "' and 'namespaces.own_namespace' simultaneously");
    }
    if (kubeConfig.isPresent()) {
      return KubeConfigFile.read(s, kubeConfig.get());
    }
    if (server.isPresent()) {
      return new KubernetesApi(RegistryReader.uri(s, "api_server", server.get()), null, http);
    }
    @Nullable Path namespace = own ? SERVICE_ACCOUNT.resolve("namespace") : null;
    return new KubernetesApi(null, namespace, ofServiceAccount());
  }

  private static HttpClientConfig ofServiceAccount() {
    TlsConfig tls =
        new TlsConfig(
            SecretSource.file(SERVICE_ACCOUNT.resolve("ca.crt")),
            null,
            null,
            "",
            false,
            null,
            null);
    return HttpClientConfig.defaults()
        .withCredentials(Credentials.bearer(SecretSource.file(SERVICE_ACCOUNT.resolve("token"))))
        .withTls(tls);
  }

  private static Map<Role, Selector> selectors(Section s, Role role) {
    Map<Role, Selector> selectors = new EnumMap<>(Role.class);
    List<Role> allowed = ClusterWatch.selectable(role);
    for (RoleSelector given : s.sections("selectors", KubernetesReader::selector)) {
      if (selectors.put(given.role(), given.selector()) != null) {
        s.error("selectors", "duplicated selector role: " + text(given.role()));
      }
      if (!allowed.contains(given.role())) {
        String names =
            allowed.stream().map(KubernetesReader::text).collect(Collectors.joining(", "));
        s.error("selectors", text(role) + " role supports only " + names + " selectors");
      }
    }
    return selectors;
  }

  private static RoleSelector selector(Section s) {
    Role role = s.parsed("role", KubernetesReader::role).orElseGet(() -> roleMissing(s));
    String label = s.text("label", "");
    String field = s.text("field", "");
    check(s, "label", label, LABEL_REQUIREMENT);
    check(s, "field", field, FIELD_REQUIREMENT);
    return new RoleSelector(role, new Selector(label, field));
  }

  private static void check(Section s, String key, String selector, Regex requirement) {
    // Commas inside brackets belong to a set of values.
    for (String part : selector.split(",(?![^(]*\\))", -1)) {
      if (!selector.isEmpty() && !requirement.matches(part)) {
        s.error(key, "invalid selector: '" + selector + "'; can't understand '" + part + "'");
      }
    }
  }
}
