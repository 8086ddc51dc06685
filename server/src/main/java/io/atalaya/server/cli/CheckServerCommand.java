package io.atalaya.server.cli;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import picocli.CommandLine.Model.CommandSpec;

/** {@code check healthy}, {@code check ready}: whether a server says so of itself. */
final class CheckServerCommand implements Command {
  private static final String DEFAULT_URL = "http://localhost:9090";
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final Surroundings surroundings;
  private final String word;

  /**
   * A check.
   *
   * @param word {@code healthy} or {@code ready}
   */
  CheckServerCommand(Surroundings surroundings, String word) {
    this.surroundings = surroundings;
    this.word = word;
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec = Options.command(word, "Ask a server whether it is " + word + ".");
    spec.addOption(Options.value("URL", "Where it is (" + DEFAULT_URL + ").", "--url"));
    return spec;
  }

  @Override
  public int run(Arguments arguments) {
    String url = arguments.text("--url").orElse(DEFAULT_URL).replaceAll("/+$", "");
    String address = url + "/-/" + word;
    try (HttpClient client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build()) {
      HttpRequest request = HttpRequest.newBuilder(URI.create(address)).timeout(TIMEOUT).build();
      HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() == 200) {
        surroundings.out().println("  SUCCESS: " + answer.body().strip());
        return ExitCode.OK.code();
      }
      throw new CliException(ExitCode.FAILED, address + " answers " + answer.statusCode());
    } catch (IllegalArgumentException e) {
      throw new CliException(ExitCode.USAGE, url + " is no URL", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CliException(ExitCode.FAILED, "interrupted", e);
    } catch (IOException e) {
      throw new CliException(ExitCode.FAILED, "no server answers at " + address, e);
    }
  }
}
