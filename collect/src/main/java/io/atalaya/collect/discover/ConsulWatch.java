package io.atalaya.collect.discover;

import io.atalaya.collect.http.Network;
import io.atalaya.model.Scheduler;
import io.atalaya.model.json.JsonValue;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * The instances of services that are registered with Consul. Its catalogue tells the services, its
 * health API the instances of each; each of them is a {@link ConsulQuestion} of its own, which
 * waits for news.
 */
final class ConsulWatch implements Watch {
  private final ConsulApi api;
  private final Network network;
  private final Scheduler scheduler;
  private final CountedQuery.Count count;
  private final ConsulQuestion agent;
  private final ConsulQuestion catalogue;
  private final Map<String, ConsulQuestion> services = new TreeMap<>();
  private final Map<String, TargetGroup> found = new TreeMap<>();
  private Runnable changed = () -> {};
  private String datacenter = "";
  private boolean closed;

  /** A watch that does nothing yet. */
  ConsulWatch(
      Discovery.Consul config, Network network, Scheduler scheduler, CountedQuery.Count count) {
    this.api = new ConsulApi(config);
    this.network = network;
    this.scheduler = scheduler;
    this.count = count;
    this.agent = question(ConsulApi.agent(), this::agent);
    this.catalogue = question(api.catalogue(), this::catalogue);
  }

  private ConsulQuestion question(ConsulApi.Question question, Consumer<JsonValue> taker) {
    return new ConsulQuestion(api, question, network, scheduler, count, taker);
  }

  @Override
  public void start(Runnable tell) {
    changed = tell;
    String configured = api.config().scope().datacenter();
    if (configured.isEmpty()) {
      agent.start();
    } else {
      begin(configured);
    }
  }

  private void agent(JsonValue answer) {
    String own = ConsulApi.datacenter(answer);
    if (own.isEmpty()) {
      throw new IllegalStateException("the agent does not say which datacenter it is in");
    }
    agent.close();
    begin(own);
  }

  private synchronized void begin(String ofAgent) {
    datacenter = ofAgent;
    if (closed) {
      return;
    }
    if (api.looksForServices()) {
      catalogue.start();
    } else {
      watch(Set.copyOf(api.config().services()));
    }
  }

  private void catalogue(JsonValue answer) {
    watch(api.wanted(answer));
    changed.run();
  }

  /** Begins to watch services that are new, and forgets those that are gone. */
  private synchronized void watch(Set<String> wanted) {
    if (closed) {
      return;
    }
    Set<String> gone = new TreeSet<>(services.keySet());
    gone.removeAll(wanted);
    for (String name : gone) {
      ConsulQuestion old = services.remove(name);
      found.remove(name);
      if (old != null) {
        old.close();
      }
    }
    for (String name : new TreeSet<>(wanted)) {
      if (!services.containsKey(name)) {
        ConsulQuestion instances = question(api.instances(name), a -> instances(name, a));
        services.put(name, instances);
        instances.start();
      }
    }
  }

  private void instances(String service, JsonValue answer) {
    synchronized (this) {
      if (!services.containsKey(service)) {
        return;
      }
      found.put(service, api.group(service, datacenter, answer));
    }
    changed.run();
  }

  @Override
  public synchronized List<TargetGroup> groups() {
    return List.copyOf(found.values());
  }

  @Override
  public synchronized void close() {
    closed = true;
    agent.close();
    catalogue.close();
    services.values().forEach(ConsulQuestion::close);
  }
}
