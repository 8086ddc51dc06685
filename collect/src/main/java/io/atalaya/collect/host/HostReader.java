package io.atalaya.collect.host;

import io.atalaya.collect.host.HostConfig.Collector;
import io.atalaya.collect.http.Ticker;
import io.atalaya.model.Labels;
import java.io.IOException;
import java.nio.file.Files;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import oshi.SystemInfo;

/** Reads the machine: all configured collectors, one after the other. */
public final class HostReader {
  private static final double NANOS_PER_SECOND = 1e9;

  private final Map<Collector, HostSource> sources = new EnumMap<>(Collector.class);
  private final Ticker ticker;

  private HostReader(Ticker ticker) {
    this.ticker = ticker;
  }

  /**
   * A reader for this machine; collectors that it cannot have are left out.
   *
   * @param clock tells the machine's time
   * @param ticker measures how long reading takes
   */
  public static HostReader of(HostConfig config, InstantSource clock, Ticker ticker) {
    HostReader reader = new HostReader(ticker);
    boolean linux = Files.isReadable(config.paths().proc().resolve("stat"));
    Map<Collector, HostSource> all = linux ? linux(config, clock) : others(config, clock);
    for (Collector collector : config.collectors()) {
      HostSource source = all.get(collector);
      if (source != null) {
        reader.sources.put(collector, source);
      }
    }
    return reader;
  }

  private static Map<Collector, HostSource> linux(HostConfig config, InstantSource clock) {
    KernelFiles files = new KernelFiles(config.paths());
    NativeHost host = LinuxNativeHost.tryLoad().orElseGet(NativeHost.Portable::new);
    StatSources stat = new StatSources(files);
    MemorySources memory = new MemorySources(files);
    NetworkSources network = new NetworkSources(files, config.filter(), host);
    SystemSources system =
        new SystemSources(files, clock, ZoneId.systemDefault(), System.getProperty("os.arch", ""));
    Map<Collector, HostSource> all = new EnumMap<>(Collector.class);
    all.put(Collector.CPU, stat::readCpu);
    all.put(Collector.STAT, stat::readTotals);
    all.put(Collector.MEMINFO, memory::readMeminfo);
    all.put(Collector.VMSTAT, memory::readVmstat);
    all.put(Collector.NETDEV, network::readInterfaces);
    all.put(Collector.SOCKSTAT, network::readSockets);
    all.put(Collector.NETSTAT, network::readProtocols);
    all.put(Collector.DISKSTATS, new DiskSource(files, config.filter()));
    all.put(Collector.FILESYSTEM, new FilesystemSource(files, config.filter(), host));
    all.put(Collector.LOADAVG, system::readLoad);
    all.put(Collector.FILEFD, system::readOpenFiles);
    all.put(Collector.UNAME, system::readName);
    all.put(Collector.TIME, system::readTime);
    all.put(Collector.TIMEX, ClockSource.load());
    all.put(Collector.TEXTFILE, new TextfileSource(files, config.paths().textfiles()));
    addLinks(all, new LinkSources(files, config.filter()));
    addKernel(all, new KernelSources(files), new SensorSources(files));
    addHardware(all, files, new BoardSources(files), new FabricSources(files));
    addStorage(all, files, new VolumeSources(files), new NfsSources(files));
    if (Files.isReadable(files.proc("pressure/cpu"))) {
      all.put(Collector.PRESSURE, memory::readPressure);
    }
    return all;
  }

  private static void addLinks(Map<Collector, HostSource> all, LinkSources links) {
    all.put(Collector.NETCLASS, links::readInterfaces);
    all.put(Collector.ARP, links::readNeighbours);
    all.put(Collector.SOFTNET, links::readBacklog);
    all.put(Collector.UDP_QUEUES, links::readDatagrams);
    all.put(Collector.CONNTRACK, links::readConnections);
  }

  private static void addKernel(
      Map<Collector, HostSource> all, KernelSources kernel, SensorSources sensors) {
    all.put(Collector.ENTROPY, kernel::readEntropy);
    all.put(Collector.KERNEL_HUNG, kernel::readHungTasks);
    all.put(Collector.SCHEDSTAT, kernel::readScheduler);
    all.put(Collector.SELINUX, kernel::readSelinux);
    all.put(Collector.OS, kernel::readDistribution);
    all.put(Collector.HWMON, sensors::readChips);
    all.put(Collector.THERMAL_ZONE, sensors::readZones);
    all.put(Collector.CPUFREQ, sensors::readFrequencies);
  }

  private static void addHardware(
      Map<Collector, HostSource> all, KernelFiles files, BoardSources board, FabricSources fabric) {
    all.put(Collector.DMI, board::readNames);
    all.put(Collector.EDAC, board::readMemoryErrors);
    all.put(Collector.POWERSUPPLYCLASS, board::readSupplies);
    all.put(Collector.RAPL, board::readEnergy);
    all.put(Collector.WATCHDOG, board::readWatchdogs);
    all.put(Collector.BONDING, fabric::readBonds);
    all.put(Collector.FIBRECHANNEL, fabric::readFibreChannel);
    all.put(Collector.INFINIBAND, fabric::readInfiniband);
    all.put(Collector.TAPESTATS, fabric::readTapes);
    all.put(Collector.IPVS, new BalancerSource(files));
    all.put(Collector.NVME, new NvmeSource(files));
  }

  private static void addStorage(
      Map<Collector, HostSource> all, KernelFiles files, VolumeSources volumes, NfsSources nfs) {
    all.put(Collector.MDADM, new RaidSource(files));
    all.put(Collector.BCACHE, volumes::readCaches);
    all.put(Collector.BCACHEFS, new BcachefsSource(files));
    all.put(Collector.BTRFS, volumes::readBtrfs);
    all.put(Collector.XFS, volumes::readXfs);
    all.put(Collector.ZFS, new ZfsSource(files));
    all.put(Collector.NFS, nfs::readClient);
    all.put(Collector.NFSD, nfs::readServer);
  }

  /** Of a system that is not Linux. */
  static Map<Collector, HostSource> others(HostConfig config, InstantSource clock) {
    OshiSources oshi = new OshiSources(new SystemInfo(), config.filter());
    KernelFiles none = new KernelFiles(HostConfig.Paths.defaults());
    SystemSources system = new SystemSources(none, clock, ZoneId.systemDefault(), "");
    Map<Collector, HostSource> all = new EnumMap<>(Collector.class);
    all.put(Collector.LOADAVG, oshi::readLoad);
    all.put(Collector.CPU, oshi::readCpu);
    all.put(Collector.STAT, oshi::readTotals);
    all.put(Collector.MEMINFO, oshi::readMemory);
    all.put(Collector.DISKSTATS, oshi::readDisks);
    all.put(Collector.NETDEV, oshi::readInterfaces);
    all.put(Collector.FILESYSTEM, oshi::readFilesystems);
    all.put(Collector.TIME, system::readTime);
    all.put(
        Collector.UNAME,
        out ->
            oshi.readName(
                out,
                System.getProperty("os.name", ""),
                System.getProperty("os.version", ""),
                System.getProperty("os.arch", "")));
    return all;
  }

  /**
   * Reads everything now. A collector that fails costs only its own metrics, and says so in {@code
   * node_scrape_collector_success}.
   */
  public List<Reading> read() {
    Readings out = new Readings();
    sources.forEach((collector, source) -> read(out, collector, source));
    return out.all();
  }

  private void read(Readings out, Collector collector, HostSource source) {
    long begun = ticker.nanos();
    boolean success = true;
    try {
      source.read(out);
    } catch (IOException | RuntimeException e) {
      success = false;
    }
    Labels labels = Labels.of("collector", collector.text());
    out.gauge(
        "node_scrape_collector_duration_seconds",
        "Duration of a collector scrape.",
        labels,
        (ticker.nanos() - begun) / NANOS_PER_SECOND);
    out.gauge(
        "node_scrape_collector_success", "Whether a collector succeeded.", labels, success ? 1 : 0);
  }
}
