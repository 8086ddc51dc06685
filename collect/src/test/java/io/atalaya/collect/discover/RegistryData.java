package io.atalaya.collect.discover;

/** A small world that every registry tells its part of. */
final class RegistryData {
  private static final String POD =
      """
      {"metadata": {"name": "web-1", "namespace": "shop", "uid": "u-1", "resourceVersion": "5",
        "labels": {"app.kubernetes.io/name": "web"}, "annotations": {"scrape": "true"},
        "ownerReferences": [{"apiVersion": "apps/v1", "kind": "ReplicaSet", "name": "web-rs",
          "uid": "r-1", "controller": true}]},
       "spec": {"nodeName": "node-a",
        "containers": [
          {"name": "app", "image": "web:1", "ports": [
             {"name": "http", "containerPort": 8080, "protocol": "TCP"},
             {"name": "admin", "containerPort": 8081, "protocol": "TCP"}]},
          {"name": "plain", "image": "side:1"}],
        "initContainers": [{"name": "init", "image": "init:1"}]},
       "status": {"podIP": "10.1.0.4", "hostIP": "10.0.0.1", "phase": "Running",
        "conditions": [{"type": "Ready", "status": "True"}],
        "containerStatuses": [{"name": "app", "containerID": "docker://abc", "ready": true,
          "restartCount": 0, "image": "web:1", "imageID": ""}]}}
      """;

  private static final String SERVICE =
      """
      {"metadata": {"name": "web", "namespace": "shop", "labels": {"tier": "front"}},
       "spec": {"type": "LoadBalancer", "clusterIP": "10.2.0.9", "loadBalancerIP": "203.0.113.5",
         "ports": [{"name": "http", "port": 80, "protocol": "TCP"}]}}
      """;

  private static final String NODE =
      """
      {"metadata": {"name": "node-a", "labels": {"zone": "z1"}, "annotations": {"a/b": "c"}},
       "spec": {"providerID": "cloud://1"},
       "status": {"addresses": [{"type": "Hostname", "address": "node-a.local"},
          {"type": "InternalIP", "address": "10.0.0.1"}],
        "daemonEndpoints": {"kubeletEndpoint": {"Port": 10250}}}}
      """;

  private static final String ENDPOINTS =
      """
      {"metadata": {"name": "web", "namespace": "shop", "labels": {"e": "1"}},
       "subsets": [{"addresses": [{"ip": "10.1.0.4", "nodeName": "node-a", "targetRef": {
             "kind": "Pod", "namespace": "shop", "name": "web-1"}}],
          "notReadyAddresses": [{"ip": "10.1.0.5", "hostname": "two"}],
          "ports": [{"name": "http", "port": 8080, "protocol": "TCP"}]}]}
      """;

  private static final String SLICE =
      """
      {"metadata": {"name": "web-x", "namespace": "shop",
         "labels": {"kubernetes.io/service-name": "web"}},
       "addressType": "IPv4",
       "endpoints": [{"addresses": ["10.1.0.4"], "nodeName": "node-a", "zone": "z1",
          "conditions": {"ready": true, "serving": true, "terminating": false},
          "targetRef": {"kind": "Pod", "namespace": "shop", "name": "web-1"}}],
       "ports": [{"name": "http", "port": 8080, "protocol": "TCP", "appProtocol": "http"}]}
      """;

  private static final String INGRESS =
      """
      {"metadata": {"name": "site", "namespace": "shop", "labels": {"i": "1"}},
       "spec": {"ingressClassName": "nginx", "tls": [{"hosts": ["*.shop.example"]}],
        "rules": [{"host": "www.shop.example", "http": {"paths": [
            {"path": "/", "pathType": "Prefix", "backend": {}},
            {"path": "/api", "pathType": "Prefix", "backend": {}}]}},
          {"host": "plain.example"}]}}
      """;

  private static final String REPLICASET =
      """
      {"metadata": {"name": "web-rs", "namespace": "shop", "ownerReferences": [
         {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web", "uid": "d",
          "controller": true}]}}
      """;

  private RegistryData() {}

  /** Registries that know this world. */
  static void fill(FakeRegistries registries) {
    registries
        .on(
            "/sd",
            """
            [{"targets": ["10.9.0.1:80", "10.9.0.2:80"],
              "labels": {"env": "prod", "__meta_x": "y"}},
             {"targets": ["10.9.0.3:80"]}]
            """)
        .on("/v1/agent/self", "{\"Config\": {\"Datacenter\": \"dc7\"}}")
        .on("/v1/catalog/services", "{\"web\": [\"a\", \"b\"], \"db\": []}")
        .on(
            "/v1/health/service/web",
            """
            [{"Node": {"Node": "n1", "Address": "10.3.0.1", "Meta": {"rack-id": "7"},
                "TaggedAddresses": {"lan": "10.3.0.1"}},
              "Service": {"ID": "web-1", "Service": "web", "Tags": ["a", "b"], "Address": "",
                "Port": 8000, "Meta": {"version": "2"}},
              "Checks": [{"CheckID": "c", "Status": "passing"}]},
             {"Node": {"Node": "n2", "Address": "10.3.0.2"},
              "Service": {"ID": "web-2", "Service": "web", "Tags": [], "Address": "10.3.9.9",
                "Port": 8001},
              "Checks": [{"CheckID": "c", "Status": "warning"},
                {"CheckID": "d", "Status": "critical"}]}]
            """)
        .on("/v1/health/service/db", "[]");
    docker(registries);
    cluster(registries);
  }

  private static void docker(FakeRegistries registries) {
    registries
        .on("/_ping", "OK")
        .on(
            "/containers/json",
            """
            [{"Id": "c1", "Names": ["/web"],
              "Labels": {"com.docker/x": "y"}, "HostConfig": {"NetworkMode": "back"},
              "Ports": [{"IP": "0.0.0.0", "PrivatePort": 80, "PublicPort": 8080, "Type": "tcp"},
                {"PrivatePort": 443, "Type": "tcp"}, {"PrivatePort": 53, "Type": "udp"}],
              "NetworkSettings": {"Networks": {
                "front": {"NetworkID": "n2", "IPAddress": "172.19.0.2"},
                "back": {"NetworkID": "n1", "IPAddress": "172.18.0.2"}}}},
             {"Id": "c2", "Names": ["/host"], "Labels": {},
              "HostConfig": {"NetworkMode": "host"}, "Ports": [],
              "NetworkSettings": {"Networks": {"host": {"NetworkID": "n3", "IPAddress": ""}}}},
             {"Id": "c3", "Names": ["/shared"], "Labels": {},
              "HostConfig": {"NetworkMode": "container:c1"}, "Ports": [],
              "NetworkSettings": {"Networks": {}}}]
            """)
        .on(
            "/networks",
            """
            [{"Id": "n1", "Name": "back", "Scope": "local", "Internal": true, "Ingress": false,
              "Labels": {"a-b": "c"}},
             {"Id": "n2", "Name": "front", "Scope": "local", "Internal": false, "Ingress": false},
             {"Id": "n3", "Name": "host", "Scope": "local", "Internal": false, "Ingress": false}]
            """);
  }

  private static void cluster(FakeRegistries registries) {
    registries
        .on("/api/v1/pods", list("v1", "Pod", POD))
        .on("/api/v1/services", list("v1", "Service", SERVICE))
        .on("/api/v1/nodes", list("v1", "Node", NODE))
        .on("/api/v1/endpoints", list("v1", "Endpoints", ENDPOINTS))
        .on(
            "/api/v1/namespaces",
            list(
                "v1",
                "Namespace",
                "{\"metadata\": {\"name\": \"shop\", \"labels\": {\"team\": \"s\"}}}"))
        .on(
            "/apis/discovery.k8s.io/v1/endpointslices",
            list("discovery.k8s.io/v1", "EndpointSlice", SLICE))
        .on(
            "/apis/networking.k8s.io/v1/ingresses",
            list("networking.k8s.io/v1", "Ingress", INGRESS))
        .on("/apis/apps/v1/replicasets", list("apps/v1", "ReplicaSet", REPLICASET));
  }

  /** A list of one object. */
  static String list(String version, String kind, String object) {
    return "{\"apiVersion\": \""
        + version
        + "\", \"kind\": \""
        + kind
        + "List\", \"metadata\": {\"resourceVersion\": \"7\"}, \"items\": ["
        + object
        + "]}";
  }
}
