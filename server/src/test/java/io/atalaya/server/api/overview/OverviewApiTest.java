package io.atalaya.server.api.overview;

import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.server.http.HttpOptions;
import io.atalaya.server.http.HttpServer;
import io.atalaya.server.http.Routes;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OverviewApiTest {
  @Test
  void statesThatOccurAreCountedAndOthersLeftOut() throws Exception {
    Routes routes = new Routes();
    new OverviewApi(() -> Stream.of("up", "down", "up"), Stream::empty).addTo(routes);
    try (HttpServer server = new HttpServer(HttpOptions.listen("127.0.0.1", 0));
        HttpClient client = HttpClient.newHttpClient()) {
      server.bind();
      server.start(routes, (method, pattern, status, nanos) -> {});
      URI address = URI.create("http://127.0.0.1:" + server.port() + "/api/atalaya/v1/overview");
      assertThat(
              client.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString()).body())
          .isEqualTo(
              "{\"status\":\"success\",\"data\":"
                  + "{\"targets\":{\"down\":1,\"up\":2},\"checks\":{}}}");
    }
  }
}
