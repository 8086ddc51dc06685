package io.atalaya.collect.host;

import io.atalaya.model.Labels;
import io.atalaya.model.regex.Regex;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The filesystems that {@code /proc/1/mountinfo} lists, lines such as
 *
 * <pre>
 *   36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=continue
 *   id parent dev root mountpoint options [tags…] - type device super-options
 * </pre>
 */
final class FilesystemSource implements HostSource {
  private final KernelFiles files;
  private final NativeHost host;
  private final Regex mountPointsLeftOut;
  private final Regex typesLeftOut;

  /** One line of the list. */
  private record Mount(
      String number, String device, String mountPoint, String type, boolean readOnly) {
    Labels labels() {
      return Labels.of("device", device, "mountpoint", mountPoint, "fstype", type);
    }
  }

  FilesystemSource(KernelFiles files, HostConfig.Filter filter, NativeHost host) {
    this.files = files;
    this.host = host;
    this.mountPointsLeftOut = Regex.compile(filter.mountPoints());
    this.typesLeftOut = Regex.compile(filter.filesystemTypes());
  }

  @Override
  public void read(Readings out) throws IOException {
    Path ofInit = files.proc("1/mountinfo");
    Path list = Files.isReadable(ofInit) ? ofInit : files.proc("self/mountinfo");
    Set<Labels> seen = new HashSet<>();
    for (String line : files.lines(list)) {
      Mount mount = parse(line);
      boolean wanted =
          !mountPointsLeftOut.matches(mount.mountPoint()) && !typesLeftOut.matches(mount.type());
      if (wanted && seen.add(mount.labels())) {
        readMount(out, mount);
      }
    }
  }

  private static Mount parse(String line) throws IOException {
    String[] words = line.split(" ");
    int dash = Arrays.asList(words).indexOf("-");
    if (dash < 6 || words.length < dash + 4) {
      throw new IOException("a mount is listed in an unknown form: " + line);
    }
    boolean readOnly = isReadOnly(words[5]) || isReadOnly(words[dash + 3]);
    return new Mount(
        words[2], unescape(words[dash + 2]), unescape(words[4]), words[dash + 1], readOnly);
  }

  private static boolean isReadOnly(String options) {
    List<String> all = Arrays.asList(options.split(","));
    return all.contains("ro") || all.contains("emergency_ro");
  }

  private static String unescape(String text) {
    return text.replace("\\040", " ").replace("\\011", "\t");
  }

  private void readMount(Readings out, Mount mount) {
    Labels labels = mount.labels();
    readInfo(out, mount);
    try {
      NativeHost.Space space = host.space(files.root(mount.mountPoint()));
      gauge(out, "size_bytes", "Filesystem size in bytes.", labels, space.size());
      gauge(out, "free_bytes", "Filesystem free space in bytes.", labels, space.free());
      gauge(
          out,
          "avail_bytes",
          "Filesystem space available to non-root users in bytes.",
          labels,
          space.available());
      if (space.files() >= 0) {
        gauge(out, "files", "Filesystem total file nodes.", labels, space.files());
        gauge(out, "files_free", "Filesystem total free file nodes.", labels, space.filesFree());
      }
      error(out, labels, 0);
    } catch (IOException e) {
      error(out, labels, 1);
    }
    gauge(out, "readonly", "Filesystem read-only status.", labels, mount.readOnly() ? 1 : 0);
  }

  /** The number of a device is {@code major:minor}. */
  private static void readInfo(Readings out, Mount mount) {
    int colon = mount.number().indexOf(':');
    Labels labels =
        Labels.of(
            "device", mount.device(),
            "major", mount.number().substring(0, Math.max(0, colon)),
            "minor", mount.number().substring(colon + 1),
            "mountpoint", mount.mountPoint());
    gauge(out, "mount_info", "Filesystem mount information.", labels, 1);
  }

  private static void error(Readings out, Labels labels, double value) {
    gauge(
        out,
        "device_error",
        "Whether an error occurred while getting statistics for the given device.",
        labels,
        value);
  }

  private static void gauge(Readings out, String name, String help, Labels labels, double value) {
    out.gauge("node_filesystem_" + name, help, labels, value);
  }
}
