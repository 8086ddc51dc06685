package io.atalaya.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.collect.remote.RemoteWriteConfig;
import io.atalaya.model.SecretSource;
import io.atalaya.model.http.Credentials;
import io.atalaya.model.http.ProxyConfig;
import io.atalaya.model.http.TlsConfig;
import io.atalaya.server.config.yaml.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code azuread} says is OAuth 2.0 at an address of the cloud. */
class AzureReaderTest {
  private static final String CLIENT = "01234567-89ab-cdef-0123-456789abcdef";

  @TempDir private Path dir;

  private LoadResult load(String keys) throws IOException {
    Path file = dir.resolve("prometheus.yml");
    String text = "remote_write:\n- {url: 'http://w/x', " + keys + "}\n";
    Files.writeString(file, text.replace("CLIENT", CLIENT));
    return ConfigLoader.load(List.of(file), Map.of(), PromqlExpressions.with(Set.of()));
  }

  private static Credentials.OAuth2 oauth(String scope, String tokenUrl) {
    return new Credentials.OAuth2(
        CLIENT,
        SecretSource.inline("s"),
        List.of(scope),
        tokenUrl,
        Map.of(),
        TlsConfig.defaults(),
        new ProxyConfig.FromEnvironment(Map.of()));
  }

  @Test
  void anApplicationGetsItsTokensFromItsCloud() throws IOException {
    String oauth = "oauth: {client_id: CLIENT, client_secret: s, tenant_id: t}";
    assertThat(credentials("azuread: {" + oauth + "}"))
        .isEqualTo(
            oauth(
                "https://monitor.azure.com//.default",
                "https://login.microsoftonline.com/t/oauth2/v2.0/token"));
    assertThat(credentials("azuread: {cloud: AzureChina, scope: 'a:b', " + oauth + "}"))
        .isEqualTo(oauth("a:b", "https://login.chinacloudapi.cn/t/oauth2/v2.0/token"));
  }

  private Credentials credentials(String keys) throws IOException {
    LoadResult result = load(keys);
    assertThat(result.problems()).isEmpty();
    RemoteWriteConfig config =
        ((LoadResult.Loaded) result).configuration().remoteWrites().getFirst();
    return config.http().credentials();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "azuread: {}|must provide an Azure Managed Identity",
        "azuread: {oauth: {client_secret: s, tenant_id: t}}|must provide an Azure OAuth client_id",
        "azuread: {oauth: {client_id: CLIENT, tenant_id: t}}|Azure OAuth client_secret",
        "azuread: {oauth: {client_id: x, client_secret: s, tenant_id: t}}|client_id is invalid",
        "azuread: {cloud: Moon, oauth: {client_id: CLIENT, client_secret: s, tenant_id: t}}|Moon",
        "azuread: {managed_identity: {}}|managed_identity is not supported yet",
        "azuread: {sdk: {}, scope: 'a;b'}|the provided scope contains invalid characters",
        "azuread: {sdk: {}}, sigv4: {region: r}|at most one of basic_auth"
      })
  void whatCannotBeIsRefused(String keys, String why) throws IOException {
    assertThat(load(keys).problems()).extracting(Problem::message).anyMatch(m -> m.contains(why));
  }
}
