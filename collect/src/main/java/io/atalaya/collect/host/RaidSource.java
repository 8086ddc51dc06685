package io.atalaya.collect.host;

import io.atalaya.model.Labels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Arrays of disks that the kernel makes: {@code /proc/mdstat}, and below {@code /sys/block} how
 * many disks an array wants and misses.
 *
 * <pre>
 *   md0 : active raid1 sdb1[1] sda1[0](F)
 *         523968 blocks super 1.2 [2/1] [U_]
 *         bitmap: 0/1 pages [0KB], 65536KB chunk
 *         [=&gt;...................]  recovery =  8.5% (16775552/195310144) finish=17.0min speed=…
 * </pre>
 */
final class RaidSource implements HostSource {
  private static final Pattern DISKS = Pattern.compile(".*\\[([0-9]+)/([0-9]+)\\] \\[[U_]+\\].*");
  private static final Pattern SYNCED = Pattern.compile(".*\\(([0-9]+)/[0-9]+\\).*");
  private static final List<String> STATES =
      List.of("active", "inactive", "recovering", "resync", "check");

  /** Kinds of arrays that know of missing disks. */
  private static final Set<String> REDUNDANT = Set.of("raid1", "raid4", "raid5", "raid6", "raid10");

  private static final Set<String> WITHOUT_DISKS = Set.of("container", "imsm", "ddf", "");

  private final KernelFiles files;

  RaidSource(KernelFiles files) {
    this.files = files;
  }

  @Override
  public void read(Readings out) throws IOException {
    List<String> lines = files.lines(files.proc("mdstat"));
    for (int i = 0; i + 1 < lines.size(); i++) {
      String line = lines.get(i);
      boolean device = !line.isBlank() && line.charAt(0) != ' ' && line.contains(" : ");
      if (device && !line.startsWith("Personalities") && !line.startsWith("unused")) {
        readArray(out, line, lines.subList(i + 1, lines.size()));
      }
    }
    readDisks(out);
  }

  /**
   * Reads one array.
   *
   * @param line its first line
   * @param following all lines after it, at least one
   */
  private static void readArray(Readings out, String line, List<String> following)
      throws IOException {
    String[] words = KernelFiles.words(line);
    String[] status = KernelFiles.words(following.getFirst());
    double blocks = KernelFiles.number(status[0]);
    double required = 0;
    double active = 0;
    Matcher disks = DISKS.matcher(following.getFirst());
    if (line.contains("raid0") || line.contains("linear")) {
      required = count(line, "[");
      active = required;
    } else if (!line.contains("inactive") && disks.matches()) {
      required = KernelFiles.number(disks.group(1));
      active = KernelFiles.number(disks.group(2));
    }
    String syncing = syncing(following);
    Labels labels = Labels.of("device", words[0]);
    gauge(out, "disks_required", "Disks that the array wants.", labels, required);
    gauge(out, "disks", "Disks of the array.", labels.with("state", "active"), active);
    gauge(out, "disks", "Disks of the array.", labels.with("state", "failed"), count(line, "(F)"));
    gauge(out, "disks", "Disks of the array.", labels.with("state", "spare"), count(line, "(S)"));
    gauge(out, "blocks", "Blocks of the array.", labels, blocks);
    gauge(out, "blocks_synced", "Blocks that are in sync.", labels, synced(syncing, blocks));
    String state = state(words[2], syncing);
    for (String each : STATES) {
      gauge(
          out,
          "state",
          "Indicates the state of md-device.",
          labels.with("state", each),
          each.equals(state) ? 1 : 0);
    }
  }

  /** The line that tells how far a sync is; empty if there is none. */
  private static String syncing(List<String> following) {
    int at = following.size() > 1 && following.get(1).contains("bitmap") ? 2 : 1;
    return at < following.size() ? following.get(at) : "";
  }

  private static double synced(String syncing, double blocks) throws IOException {
    boolean waits = syncing.contains("PENDING") || syncing.contains("DELAYED");
    Matcher far = SYNCED.matcher(syncing);
    if (state("", syncing).isEmpty()) {
      return blocks;
    }
    return waits || !far.matches() ? 0 : KernelFiles.number(far.group(1));
  }

  /** What the array does, or else the state that its first line names. */
  private static String state(String named, String syncing) {
    if (syncing.contains("recovery")) {
      return "recovering";
    }
    if (syncing.contains("reshape")) {
      return "reshaping";
    }
    if (syncing.contains("check")) {
      return "check";
    }
    return syncing.contains("resync") ? "resync" : named;
  }

  private static int count(String line, String what) {
    return line.split(Pattern.quote(what), -1).length - 1;
  }

  private void readDisks(Readings out) throws IOException {
    for (Path block : files.children(files.sys("block"))) {
      String name = String.valueOf(block.getFileName());
      Path folder = block.resolve("md");
      if (name.startsWith("md") && Files.isDirectory(folder)) {
        readDisks(out, folder, Labels.of("device", name));
      }
    }
  }

  private void readDisks(Readings out, Path folder, Labels labels) throws IOException {
    String level = files.word(folder.resolve("level")).orElse("");
    String disks = files.word(folder.resolve("raid_disks")).orElse("");
    if (!WITHOUT_DISKS.contains(level) && !disks.isEmpty()) {
      // While an array grows, the number it had follows in parentheses.
      double wanted = KernelFiles.number(KernelFiles.words(disks)[0]);
      gauge(out, "raid_disks", "Number of raid disks on device.", labels, wanted);
    }
    double missing =
        REDUNDANT.contains(level) ? files.wholeNumber(folder.resolve("degraded")).orElse(0.0) : 0;
    gauge(out, "degraded", "Number of degraded disks on device.", labels, missing);
  }

  private static void gauge(Readings out, String name, String help, Labels labels, double value) {
    out.gauge("node_md_" + name, help, labels, value);
  }
}
