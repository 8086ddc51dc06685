package io.atalaya.collect.alertmanager;

import io.atalaya.collect.discover.TargetGroup;
import io.atalaya.model.Labels;
import io.atalaya.model.http.UrlHost;
import io.atalaya.model.relabel.Relabeling;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Where the Alertmanagers of a target group are: labels in, URLs out. */
final class Address {
  private static final String SCHEME = "__scheme__";
  private static final String PATH = "__alerts_path__";
  private static final String ENDPOINT = "/api/v2/alerts";
  private static final Set<String> SCHEMES = Set.of("http", "https");

  /**
   * The Alertmanagers of some groups.
   *
   * @param active who is told, each once
   * @param dropped whom relabelling leaves out, as they would have been told
   * @param faults why groups are left out
   */
  record Found(List<URI> active, List<URI> dropped, List<String> faults) {
    private Found() {
      this(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    }

    private void add(Found more) {
      more.active.stream().filter(url -> !active.contains(url)).forEach(active::add);
      dropped.addAll(more.dropped);
    }
  }

  private Address() {}

  /** Looks at all groups; one that names an impossible address is left out as a whole. */
  static Found of(List<TargetGroup> groups, AlertingConfig.Alertmanagers config) {
    Relabeling relabeling = Relabeling.of(config.relabelRules());
    Found all = new Found();
    for (TargetGroup group : groups) {
      try {
        all.add(of(group, config, relabeling));
      } catch (IllegalArgumentException e) {
        all.faults().add(String.valueOf(e.getMessage()));
      }
    }
    return all;
  }

  private static Found of(
      TargetGroup group, AlertingConfig.Alertmanagers config, Relabeling relabeling) {
    Found found = new Found();
    for (Labels own : group.targets()) {
      Labels discovered = discovered(own, group.labels(), config);
      Labels relabeled = relabeling.apply(discovered);
      if (relabeled == null) {
        found.dropped().add(url(discovered));
      } else {
        found.active().add(url(relabeled));
      }
    }
    return found;
  }

  private static Labels discovered(
      Labels own, Labels ofGroup, AlertingConfig.Alertmanagers config) {
    Labels.Builder out = Labels.builder();
    out.set(SCHEME, config.scheme()).set(PATH, path(config.pathPrefix()));
    ofGroup.toMap().forEach(out::set);
    // As in Prometheus, what a target itself says of its scheme and path does not count.
    own.toMap().entrySet().stream()
        .filter(label -> !label.getKey().equals(SCHEME) && !label.getKey().equals(PATH))
        .forEach(label -> out.set(label.getKey(), label.getValue()));
    return out.build();
  }

  private static String path(String prefix) {
    return ("/" + prefix + ENDPOINT).replaceAll("/+", "/");
  }

  private static URI url(Labels labels) {
    String address = labels.get(TargetGroup.ADDRESS);
    if (address.isEmpty() || address.indexOf('/') >= 0) {
      throw new IllegalArgumentException("\"" + address + "\" is not a valid hostname");
    }
    String path = labels.get(PATH);
    try {
      String encoded = new URI(null, null, path, null).getRawPath();
      URI url = new URI(labels.get(SCHEME) + "://" + address + encoded);
      if (UrlHost.of(url).isEmpty() || !SCHEMES.contains(url.getScheme())) {
        throw new IllegalArgumentException("\"" + url + "\" is no URL of http or https");
      }
      return url;
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(
          "\"" + address + "\" is no valid address: " + e.getReason(), e);
    }
  }
}
