package io.atalaya.server.cli;

import io.atalaya.collect.http.AddressGuard;
import io.atalaya.collect.http.Answer;
import io.atalaya.collect.http.Deadline;
import io.atalaya.collect.http.HttpCall;
import io.atalaya.collect.http.HttpCall.Header;
import io.atalaya.collect.http.HttpCaller;
import io.atalaya.collect.http.Network;
import io.atalaya.model.http.HttpClientConfig;
import io.atalaya.model.http.UrlHost;
import io.atalaya.server.config.HttpConfigFile;
import io.atalaya.server.config.yaml.Problem;
import io.atalaya.server.config.yaml.Problems;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Asks a server as the command line says: with the credentials, the TLS and the proxy of {@code
 * --http.config.file}, and with the headers of {@code --header}.
 */
record ServerClient(HttpClientConfig http, List<Header> headers) {
  private static final int MAX_REDIRECTS = 10;

  /** Longest answer that is read. */
  private static final int MAX_ANSWER_BYTES = 256 << 20;

  /** What a server answered. */
  record Reply(int status, byte[] body) {
    String text() {
      return new String(body, StandardCharsets.UTF_8).strip();
    }
  }

  static OptionSpec configOption() {
    return Options.value(
        "FILE", "Credentials, TLS and proxy, as Prometheus writes them.", "--http.config.file");
  }

  static OptionSpec headerOption() {
    return Options.values("NAME=VALUE", "Header of the request.", "--header");
  }

  /** A client as a command line describes it; a command need not have both options. */
  static ServerClient of(Arguments arguments) {
    List<Header> headers = new ArrayList<>();
    arguments.texts("--header").forEach(text -> headers.add(header(text)));
    HttpClientConfig http =
        arguments
            .text("--http.config.file")
            .map(file -> read(Path.of(file)))
            .orElseGet(HttpClientConfig::defaults);
    return new ServerClient(http, List.copyOf(headers));
  }

  private static Header header(String text) {
    int equals = text.indexOf('=');
    if (equals < 1) {
      throw new CliException(
          ExitCode.USAGE, "--header: expected NAME=VALUE, found \"" + text + "\"");
    }
    return new Header(text.substring(0, equals), text.substring(equals + 1));
  }

  private static HttpClientConfig read(Path file) {
    Problems problems = new Problems();
    Optional<HttpClientConfig> read = HttpConfigFile.read(file, problems);
    return read.orElseThrow(
        () ->
            new CliException(
                ExitCode.USAGE,
                problems.all().stream().map(Problem::toString).collect(Collectors.joining("; "))));
  }

  /** Where a server is; without a scheme it speaks plain HTTP. */
  static URI url(String text) {
    String url = text.contains("://") ? text : "http://" + text;
    try {
      URI uri = URI.create(url);
      if (uri.getHost() != null) {
        return uri;
      }
      throw new CliException(ExitCode.USAGE, url + " is no URL");
    } catch (IllegalArgumentException e) {
      throw new CliException(ExitCode.USAGE, url + " is no URL", e);
    }
  }

  Reply get(String url, Duration timeout) {
    URI uri = url(url);
    return send(HttpCall.get(uri, headersFor(uri, List.of())), timeout);
  }

  Reply post(URI url, List<Header> more, byte[] body, Duration timeout) {
    return send(new HttpCall("POST", url, headersFor(url, more), body), timeout);
  }

  private List<Header> headersFor(URI url, List<Header> more) {
    List<Header> all = new ArrayList<>(headers);
    more.stream().filter(h -> all.stream().noneMatch(a -> same(a, h))).forEach(all::add);
    String user = UrlHost.user(url);
    if (user != null && all.stream().noneMatch(ServerClient::isAuthorization)) {
      byte[] pair = user.getBytes(StandardCharsets.UTF_8);
      all.add(new Header("Authorization", "Basic " + Base64.getEncoder().encodeToString(pair)));
    }
    return all;
  }

  private Reply send(HttpCall call, Duration timeout) {
    Network network = Network.system(AddressGuard.open());
    try (HttpCaller caller = new HttpCaller(http, network, false, MAX_REDIRECTS);
        Answer answer = caller.call(call, Deadline.in(timeout, network.ticker()))) {
      return new Reply(answer.status(), answer.body().readNBytes(MAX_ANSWER_BYTES));
    } catch (IOException e) {
      throw new CliException(
          ExitCode.FAILED, "no server answers at " + shown(call.url()) + ": " + e.getMessage(), e);
    }
  }

  private static boolean same(Header a, Header b) {
    return a.name().equalsIgnoreCase(b.name());
  }

  private static boolean isAuthorization(Header header) {
    return header.name().equalsIgnoreCase("Authorization");
  }

  /** Without a password. */
  private static String shown(URI url) {
    return url.toString().replaceFirst("//[^/@]*@", "//");
  }
}
