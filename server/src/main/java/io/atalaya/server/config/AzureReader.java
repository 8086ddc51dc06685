package io.atalaya.server.config;

import io.atalaya.model.Secret;
import io.atalaya.model.SecretSource;
import io.atalaya.model.http.Credentials;
import io.atalaya.model.http.ProxyConfig;
import io.atalaya.model.http.TlsConfig;
import io.atalaya.server.config.yaml.Section;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The keys of {@code azuread}, which say who sends to Microsoft's cloud. Of its ways to prove that,
 * {@code oauth} is OAuth 2.0 at an address of the cloud; the others are refused by name.
 */
final class AzureReader {
  private static final Map<String, Cloud> CLOUDS =
      Map.of(
          "AzurePublic", new Cloud("login.microsoftonline.com", "monitor.azure.com"),
          "AzureGovernment", new Cloud("login.microsoftonline.us", "monitor.azure.us"),
          "AzureChina", new Cloud("login.chinacloudapi.cn", "monitor.azure.cn"));

  private static final List<String> OTHERS =
      List.of("managed_identity", "workload_identity", "sdk", "certificate");

  /** Where tokens of a cloud come from, and what they are for. */
  private record Cloud(String login, String audience) {}

  private AzureReader() {}

  /** What is shown; none if that is refused. */
  static Optional<Credentials> read(Section s) {
    Cloud cloud = s.choice("cloud", cloud("AzurePublic"), CLOUDS);
    String scope = s.text("scope", "https://" + cloud.audience() + "//.default");
    if (!scope.matches("[\\w\\s:/.\\-]+")) {
      s.error("scope", "the provided scope contains invalid characters");
    }
    for (String key : OTHERS) {
      if (s.has(key)) {
        s.error(key, key + " is not supported yet; use oauth");
      }
      s.hide(key);
    }
    Optional<Credentials> oauth = s.section("oauth", o -> oauth(o, cloud, scope));
    if (oauth.isEmpty() && OTHERS.stream().noneMatch(s::has)) {
      s.error(
          "oauth",
          "must provide an Azure Managed Identity, Azure Workload Identity, Azure OAuth, Azure"
              + " Certificate or Azure SDK in the Azure AD config");
    }
    return oauth;
  }

  private static Cloud cloud(String name) {
    return Section.chosen(name, CLOUDS);
  }

  private static Credentials oauth(Section s, Cloud cloud, String scope) {
    String client = needed(s, "client_id", "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    String tenant = needed(s, "tenant_id", "[0-9a-zA-Z.\\-]+");
    Secret secret = s.secret("client_secret").orElse(Secret.of(""));
    if (secret.isEmpty()) {
      s.error("client_secret", "must provide an Azure OAuth client_secret in the Azure AD config");
    }
    return new Credentials.OAuth2(
        client,
        SecretSource.inline(secret.reveal()),
        List.of(scope),
        "https://" + cloud.login() + '/' + tenant + "/oauth2/v2.0/token",
        Map.of(),
        TlsConfig.defaults(),
        new ProxyConfig.FromEnvironment(Map.of()));
  }

  private static String needed(Section s, String key, String form) {
    String text = s.text(key, "");
    if (text.isEmpty()) {
      s.error(key, "must provide an Azure OAuth " + key + " in the Azure AD config");
    } else if (!text.matches(form)) {
      s.error(key, "the provided Azure OAuth " + key + " is invalid");
    }
    return text;
  }
}
