package io.atalaya.bench.query;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;

/**
 * What a question takes.
 *
 * @param cpuMillis of the whole process of the server, for one question
 * @param elements series in the answer, or −1 if there is no answer
 */
record Cost(double cpuMillis, int elements) {
  private static final String ELEMENT = "\"metric\":";

  /** Asks until enough was taken to be measured, or for as long as allowed. */
  static Cost of(Peer peer, String path, int fewestRuns, Duration enoughCpu, Duration longest)
      throws IOException, InterruptedException {
    Duration before = peer.cpu();
    long begin = System.nanoTime();
    int runs = 0;
    Duration cpu = Duration.ZERO;
    HttpResponse<byte[]> answer;
    do {
      answer = peer.ask(path);
      runs++;
      cpu = peer.cpu().minus(before);
    } while (runs < fewestRuns
        || (cpu.compareTo(enoughCpu) < 0 && System.nanoTime() - begin < longest.toNanos()));
    return new Cost(cpu.toNanos() / 1e6 / runs, elements(answer));
  }

  private static int elements(HttpResponse<byte[]> answer) {
    if (answer.statusCode() != 200) {
      return -1;
    }
    String text = new String(answer.body(), ISO_8859_1);
    int count = 0;
    for (int at = text.indexOf(ELEMENT); at >= 0; at = text.indexOf(ELEMENT, at + 1)) {
      count++;
    }
    return count;
  }
}
