package io.atalaya.collect.exporter;

import io.atalaya.collect.exporter.ContainerNames.Known;
import io.atalaya.collect.http.Deadline;
import io.atalaya.collect.http.ExchangeException;
import io.atalaya.collect.http.ExchangeException.Reason;
import io.atalaya.collect.http.GrpcCall;
import io.atalaya.collect.http.HttpCall.Header;
import io.atalaya.collect.http.Network;
import io.atalaya.collect.http.Wire;
import io.atalaya.model.wire.ProtoReader;
import io.atalaya.model.wire.WireException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What containerd knows of containers, asked over gRPC on its local socket: first for its
 * namespaces, then for the containers of each.
 *
 * <pre>
 *   ListNamespacesResponse   1: Namespace, many   Namespace   1: string name
 *   ListContainersResponse   1: Container, many   Container   1: string id   2: map labels
 *                                                             3: string image
 * </pre>
 */
final class Containerd {
  private static final String NAMESPACES = "/containerd.services.namespaces.v1.Namespaces/List";
  private static final String CONTAINERS = "/containerd.services.containers.v1.Containers/List";

  /** The largest answer that is taken: a container comes with its specification, some 15 kB. */
  private static final int MAX_BYTES = 16 << 20;

  private final Network local;
  private final Deadline deadline;

  /**
   * One.
   *
   * @param local leads to the socket
   */
  Containerd(Network local, Deadline deadline) {
    this.local = local;
    this.deadline = deadline;
  }

  /** All containers by their ids. */
  Map<String, Known> containers() throws ExchangeException {
    try {
      Map<String, Known> known = new HashMap<>();
      for (String namespace : namespaces()) {
        byte[] answer = ask(CONTAINERS, List.of(new Header("containerd-namespace", namespace)));
        addContainers(new ProtoReader(answer), known);
      }
      return known;
    } catch (WireException e) {
      throw new ExchangeException(Reason.PROTOCOL, "containerd's answer cannot be read", e);
    }
  }

  private byte[] ask(String method, List<Header> metadata) throws ExchangeException {
    try (Wire wire = Wire.open(local, "localhost", 0, null, deadline)) {
      GrpcCall call = new GrpcCall("localhost", false, method, metadata, new byte[0], false);
      GrpcCall.Answer answer = call.on(wire, MAX_BYTES);
      if (answer.code() != GrpcCall.OK) {
        throw new ExchangeException(
            Reason.REFUSED, "status " + answer.code() + " of gRPC: " + answer.said(), null);
      }
      return answer.message();
    }
  }

  private List<String> namespaces() throws ExchangeException, WireException {
    ProtoReader in = new ProtoReader(ask(NAMESPACES, List.of()));
    List<String> names = new ArrayList<>();
    while (in.next()) {
      int outer = in.enter();
      while (in.next()) {
        if (in.field() == 1) {
          names.add(in.text());
        } else {
          in.skip();
        }
      }
      in.leave(outer);
    }
    return names;
  }

  private static void addContainers(ProtoReader in, Map<String, Known> known) throws WireException {
    while (in.next()) {
      int outer = in.enter();
      String id = "";
      String image = "";
      Map<String, String> labels = new HashMap<>();
      while (in.next()) {
        switch (in.field()) {
          case 1 -> id = in.text();
          case 2 -> addLabel(in, labels);
          case 3 -> image = in.text();
          default -> in.skip();
        }
      }
      in.leave(outer);
      known.put(id, new Known(name(labels), image));
    }
  }

  private static void addLabel(ProtoReader in, Map<String, String> labels) throws WireException {
    int outer = in.enter();
    String name = "";
    String value = "";
    while (in.next()) {
      switch (in.field()) {
        case 1 -> name = in.text();
        case 2 -> value = in.text();
        default -> in.skip();
      }
    }
    in.leave(outer);
    labels.put(name, value);
  }

  /** The name that nerdctl gave it, or in Kubernetes namespace, pod and container. */
  private static String name(Map<String, String> labels) {
    List<String> parts = new ArrayList<>();
    for (String part : List.of("pod.namespace", "pod.name", "container.name")) {
      String value = labels.getOrDefault("io.kubernetes." + part, "");
      if (!value.isEmpty()) {
        parts.add(value);
      }
    }
    return labels.getOrDefault("nerdctl/name", String.join("/", parts));
  }
}
