package io.atalaya.collect.exporter;

import io.atalaya.collect.host.Readings;
import io.atalaya.collect.http.Deadline;
import io.atalaya.collect.http.Network;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The containers of this machine, under cAdvisor's names, from the files of control groups. Names
 * and images come from Docker's socket if it can be read, or else from containerd's.
 *
 * @param cgroups {@code /sys/fs/cgroup} by default
 * @param proc {@code /proc} by default: where the interfaces of a container's processes are
 * @param docker socket of Docker; null for not to ask
 * @param containerd socket of containerd; null for not to ask
 */
public record ContainerExporter(
    Path cgroups, Path proc, @Nullable Path docker, @Nullable Path containerd) implements Exporter {
  public static final Path DEFAULT_CGROUPS = Path.of("/sys/fs/cgroup");
  public static final Path DEFAULT_PROC = Path.of("/proc");
  public static final Path DEFAULT_DOCKER = Path.of("/var/run/docker.sock");
  public static final Path DEFAULT_CONTAINERD = Path.of("/run/containerd/containerd.sock");

  @Override
  public String kind() {
    return "containers";
  }

  @Override
  public String upMetric() {
    return "container_collector_up";
  }

  @Override
  public String address() {
    return "localhost";
  }

  @Override
  public void read(Readings out, Network network, Deadline deadline) {
    ContainerNames names = ContainerNames.of(docker, containerd, network, deadline);
    new ControlGroups(cgroups, proc, names).read(out);
  }
}
