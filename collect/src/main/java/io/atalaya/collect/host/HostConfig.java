package io.atalaya.collect.host;

import io.atalaya.model.regex.Regex;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * How the machine is read.
 *
 * @param collectors what is read; all by default
 * @param interval time between two readings; 15 s by default
 * @param instance value of the label {@code instance}; empty (default) for the host's name
 * @param paths where the kernel's files are
 * @param filter what is left out
 */
public record HostConfig(
    Set<Collector> collectors, Duration interval, String instance, Paths paths, Filter filter) {
  public static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(15);

  /** One group of metrics, named as node_exporter's collector of the same content. */
  public enum Collector {
    ARP,
    BCACHE,
    BCACHEFS,
    BONDING,
    BTRFS,
    CONNTRACK,
    CPU,
    CPUFREQ,
    DISKSTATS,
    DMI,
    EDAC,
    ENTROPY,
    FIBRECHANNEL,
    FILEFD,
    FILESYSTEM,
    HWMON,
    INFINIBAND,
    IPVS,
    KERNEL_HUNG,
    LOADAVG,
    MDADM,
    MEMINFO,
    NETCLASS,
    NETDEV,
    NETSTAT,
    NFS,
    NFSD,
    NVME,
    OS,
    POWERSUPPLYCLASS,
    PRESSURE,
    RAPL,
    SCHEDSTAT,
    SELINUX,
    SOCKSTAT,
    SOFTNET,
    STAT,
    TAPESTATS,
    TEXTFILE,
    THERMAL_ZONE,
    TIME,
    TIMEX,
    UDP_QUEUES,
    UNAME,
    VMSTAT,
    WATCHDOG,
    XFS,
    ZFS;

    /** The name in a configuration, and the value of the label {@code collector}. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Where the kernel's files are; other places for containers and tests.
   *
   * @param proc {@code /proc} by default
   * @param sys {@code /sys} by default
   * @param root {@code /} by default
   * @param textfiles folders of files {@code *.prom}; none by default
   */
  public record Paths(Path proc, Path sys, Path root, List<Path> textfiles) {
    public Paths {
      textfiles = List.copyOf(textfiles);
    }

    public static Paths defaults() {
      return new Paths(Path.of("/proc"), Path.of("/sys"), Path.of("/"), List.of());
    }
  }

  /**
   * What is left out, as RE2 expressions that match whole names; node_exporter's defaults.
   *
   * @param mountPoints mount points
   * @param filesystemTypes types of filesystems
   * @param disks block devices
   * @param interfaces network interfaces; none by default
   */
  public record Filter(
      String mountPoints, String filesystemTypes, String disks, String interfaces) {
    /**
     * Checks the expressions.
     *
     * @throws io.atalaya.model.regex.RegexSyntaxException if one is none
     */
    public Filter {
      Regex.compile(mountPoints);
      Regex.compile(filesystemTypes);
      Regex.compile(disks);
      Regex.compile(interfaces);
    }

    public static Filter defaults() {
      return new Filter(
          "/(dev|proc|run/credentials/.+|sys|var/lib/docker/.+|var/lib/containers/storage/.+)"
              + "($|/.*)",
          "autofs|binfmt_misc|bpf|cgroup2?|configfs|debugfs|devpts|devtmpfs|fusectl|hugetlbfs"
              + "|iso9660|mqueue|nsfs|overlay|proc|procfs|pstore|rpc_pipefs|securityfs|selinuxfs"
              + "|squashfs|erofs|sysfs|tracefs",
          "(z?ram|loop|fd|(h|s|v|xv)d[a-z]|nvme\\d+n\\d+p)\\d+",
          "");
    }
  }

  public HostConfig {
    collectors = collectors.isEmpty() ? Set.of() : Set.copyOf(EnumSet.copyOf(collectors));
    if (interval.isNegative() || interval.isZero()) {
      throw new IllegalArgumentException(
          "interval of the host collector must be greater than zero");
    }
  }

  public static HostConfig defaults() {
    return new HostConfig(
        EnumSet.allOf(Collector.class), DEFAULT_INTERVAL, "", Paths.defaults(), Filter.defaults());
  }
}
