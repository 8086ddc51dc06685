package io.atalaya.collect.discover.kubernetes;

import io.atalaya.collect.discover.Discovery.Kubernetes.Selector;
import io.atalaya.collect.discover.Registry;
import io.atalaya.collect.discover.Registry.Parameter;
import io.atalaya.collect.http.Answer;
import io.atalaya.collect.http.HttpCall.Header;
import io.atalaya.model.Scheduler;
import io.atalaya.model.json.JsonValue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All objects of one kind, kept as the cluster has them: listed in pages, then watched from the
 * version of the list on. A watch that ends is taken up again where it ended; if the cluster no
 * longer knows that version, everything is listed anew. While the API does not answer, the objects
 * stay as they were.
 *
 * <pre>
 *   LIST ──ok──► WATCH ──ended──► WATCH …
 *    ▲            │
 *    └─ 410 gone, or an answer that cannot be read; after a pause, if the API failed
 * </pre>
 */
final class ObjectCache implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ObjectCache.class);
  private static final Duration LIST_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration WATCH_TIME = Duration.ofMinutes(5);
  private static final Duration PAUSE = Duration.ofSeconds(5);

  /** A server that ends watches at once is not asked more often than this. */
  private static final Duration BETWEEN_WATCHES = Duration.ofSeconds(1);

  private static final int PAGE_OBJECTS = 500;
  private static final int MAX_EVENT_BYTES = 16 << 20;
  private static final int GONE = 410;

  private final String path;
  private final Selector selector;
  private final Supplier<URI> server;
  private final Registry registry;
  private final Scheduler scheduler;
  private final Runnable failed;
  private volatile Map<String, JsonValue> objects = Map.of();
  private volatile boolean listed;
  private volatile boolean closed;
  private boolean failing;
  private String version = "";

  /**
   * A cache that is empty until it is started.
   *
   * @param path of the kind in the API, such as {@code /api/v1/pods}
   */
  ObjectCache(
      String path,
      Selector selector,
      Supplier<URI> server,
      Registry registry,
      Scheduler scheduler,
      Runnable failed) {
    this.failed = failed;
    this.path = path;
    this.selector = selector;
    this.server = server;
    this.registry = registry;
    this.scheduler = scheduler;
  }

  /** Objects by {@code namespace/name}, or by name if they have no namespace. */
  Map<String, JsonValue> objects() {
    return objects;
  }

  /** Whether the objects have been listed at least once. */
  boolean listed() {
    return listed;
  }

  void start(Runnable changed) {
    schedule(scheduler.instant(), changed);
  }

  private void schedule(Instant when, Runnable changed) {
    scheduler.at(when, "watch " + path, () -> turn(changed));
  }

  private void turn(Runnable changed) {
    if (closed) {
      return;
    }
    try {
      Instant next = scheduler.instant().plus(BETWEEN_WATCHES);
      if (version.isEmpty()) {
        list();
        changed.run();
      } else {
        watch(changed);
      }
      failing = false;
      Instant now = scheduler.instant();
      schedule(next.isBefore(now) ? now : next, changed);
    } catch (IOException | RuntimeException e) {
      version = "";
      failed.run();
      if (!closed && !failing) {
        log.error("kubernetes_sd: {} stays as it was: {}", path, e.getMessage());
      }
      failing = true;
      schedule(scheduler.instant().plus(PAUSE), changed);
    }
  }

  private void list() throws IOException {
    Map<String, JsonValue> found = new TreeMap<>();
    String next = "";
    String read;
    do {
      List<Parameter> parameters = new ArrayList<>(selectors());
      parameters.add(new Parameter("limit", String.valueOf(PAGE_OBJECTS)));
      parameters.add(new Parameter("continue", next));
      JsonValue page =
          JsonValue.parse(registry.get(url(parameters), headers(), LIST_TIMEOUT).body());
      page.items("items").forEach(object -> found.put(key(object), object));
      next = page.text("metadata", "continue");
      read = page.text("metadata", "resourceVersion");
    } while (!next.isEmpty() && !closed);
    if (read.isEmpty()) {
      throw new IOException("the list has no resourceVersion");
    }
    objects = found;
    version = read;
    listed = true;
  }

  private void watch(Runnable changed) throws IOException {
    List<Parameter> parameters = new ArrayList<>(selectors());
    parameters.add(new Parameter("watch", "1"));
    parameters.add(new Parameter("allowWatchBookmarks", "true"));
    parameters.add(new Parameter("resourceVersion", version));
    parameters.add(new Parameter("timeoutSeconds", String.valueOf(WATCH_TIME.toSeconds())));
    Duration timeout = WATCH_TIME.plus(LIST_TIMEOUT);
    try (Answer answer = registry.open(url(parameters), headers(), timeout)) {
      InputStream body = answer.body();
      for (Optional<byte[]> line = line(body); line.isPresent(); line = line(body)) {
        if (line.get().length > 0 && apply(JsonValue.parse(line.get()))) {
          changed.run();
        }
        if (version.isEmpty()) {
          return;
        }
      }
    } catch (Registry.RefusedException e) {
      if (e.status() != GONE) {
        throw e;
      }
      version = "";
    }
  }

  /** Applies an event; tells whether objects have changed. */
  private boolean apply(JsonValue event) throws IOException {
    JsonValue object = event.get("object");
    String type = event.text("type");
    if (type.equals("ERROR")) {
      if (!object.text("code").equals(String.valueOf(GONE))) {
        throw new IOException("the watch failed: " + object.text("message"));
      }
      version = "";
      return false;
    }
    version = object.text("metadata", "resourceVersion");
    Map<String, JsonValue> now = new HashMap<>(objects);
    switch (type) {
      case "ADDED", "MODIFIED" -> now.put(key(object), object);
      case "DELETED" -> now.remove(key(object));
      default -> {
        // A bookmark only brings the version forward.
        return false;
      }
    }
    objects = now;
    return true;
  }

  private static Optional<byte[]> line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int b = in.read();
    if (b < 0) {
      return Optional.empty();
    }
    for (; b >= 0 && b != '\n'; b = in.read()) {
      if (line.size() == MAX_EVENT_BYTES) {
        throw new IOException("an event is larger than " + MAX_EVENT_BYTES + " bytes");
      }
      line.write(b);
    }
    return Optional.of(line.toByteArray());
  }

  private List<Parameter> selectors() {
    return List.of(
        new Parameter("labelSelector", selector.label()),
        new Parameter("fieldSelector", selector.field()));
  }

  private static List<Header> headers() {
    return List.of(new Header("Accept", "application/json"));
  }

  private URI url(List<Parameter> parameters) {
    return Registry.below(server.get(), path, parameters);
  }

  private static String key(JsonValue object) {
    return key(object.text("metadata", "namespace"), object.text("metadata", "name"));
  }

  /** The key of an object in {@link #objects}. */
  static String key(String namespace, String name) {
    return namespace.isEmpty() ? name : namespace + "/" + name;
  }

  @Override
  public void close() {
    closed = true;
    registry.close();
  }
}
