package io.atalaya.collect.host;

import io.atalaya.model.Labels;
import io.atalaya.model.regex.Regex;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What {@code /proc/diskstats} tells: lines of major, minor, device, and 11 to 17 numbers. */
final class DiskSource implements HostSource {
  private static final double SECTOR_BYTES = 512;
  private static final double TICKS_PER_SECOND = 1000;

  /** What the numbers of a column count. */
  private enum Unit {
    ONE,
    SECTOR,
    TICK;

    double toBase(double number) {
      return switch (this) {
        case ONE -> number;
        case SECTOR -> number * SECTOR_BYTES;
        // Divided, not multiplied by 0.001, so that the result has three decimals and no more.
        case TICK -> number / TICKS_PER_SECOND;
      };
    }
  }

  /** One number of a line. */
  private record Column(String name, boolean counter, Unit unit, String help) {
    Column(String name, Unit unit, String help) {
      this(name, true, unit, help);
    }
  }

  private static final List<Column> COLUMNS =
      List.of(
          new Column(
              "reads_completed_total",
              Unit.ONE,
              "The total number of reads completed successfully."),
          new Column("reads_merged_total", Unit.ONE, "The total number of reads merged."),
          new Column(
              "read_bytes_total", Unit.SECTOR, "The total number of bytes read successfully."),
          new Column(
              "read_time_seconds_total",
              Unit.TICK,
              "The total number of seconds spent by all reads."),
          new Column(
              "writes_completed_total",
              Unit.ONE,
              "The total number of writes completed successfully."),
          new Column("writes_merged_total", Unit.ONE, "The number of writes merged."),
          new Column(
              "written_bytes_total",
              Unit.SECTOR,
              "The total number of bytes written successfully."),
          new Column(
              "write_time_seconds_total",
              Unit.TICK,
              "This is the total number of seconds spent by all writes."),
          new Column("io_now", false, Unit.ONE, "The number of I/Os currently in progress."),
          new Column("io_time_seconds_total", Unit.TICK, "Total seconds spent doing I/Os."),
          new Column(
              "io_time_weighted_seconds_total",
              Unit.TICK,
              "The weighted # of seconds spent doing I/Os."),
          new Column(
              "discards_completed_total",
              Unit.ONE,
              "The total number of discards completed successfully."),
          new Column("discards_merged_total", Unit.ONE, "The total number of discards merged."),
          new Column(
              "discarded_sectors_total",
              Unit.ONE,
              "The total number of sectors discarded successfully."),
          new Column(
              "discard_time_seconds_total",
              Unit.TICK,
              "This is the total number of seconds spent by all discards."),
          new Column(
              "flush_requests_total",
              Unit.ONE,
              "The total number of flush requests completed successfully"),
          new Column(
              "flush_requests_time_seconds_total",
              Unit.TICK,
              "This is the total number of seconds spent by all flush requests."));

  private final KernelFiles files;
  private final Regex leftOut;

  DiskSource(KernelFiles files, HostConfig.Filter filter) {
    this.files = files;
    this.leftOut = Regex.compile(filter.disks());
  }

  @Override
  public void read(Readings out) throws IOException {
    for (String line : files.lines(files.proc("diskstats"))) {
      String[] words = KernelFiles.words(line);
      if (words.length > 3 && !leftOut.matches(words[2])) {
        readDisk(out, words);
      }
    }
  }

  private void readDisk(Readings out, String[] words) throws IOException {
    readInfo(out, words[0], words[1], words[2]);
    Labels labels = Labels.of("device", words[2]);
    for (int i = 0; i < COLUMNS.size() && i + 3 < words.length; i++) {
      Column column = COLUMNS.get(i);
      String metric = "node_disk_" + column.name();
      double value = column.unit().toBase(KernelFiles.number(words[i + 3]));
      if (column.counter()) {
        out.counter(metric, column.help(), labels, value);
      } else {
        out.gauge(metric, column.help(), labels, value);
      }
    }
  }

  /** What udev knows of the device, lines such as {@code E:ID_MODEL=QEMU_HARDDISK}. */
  private void readInfo(Readings out, String major, String minor, String device) {
    Map<String, String> udev = new HashMap<>();
    files
        .word(files.root("run/udev/data/b" + major + ":" + minor))
        .ifPresent(text -> text.lines().forEach(line -> put(udev, line)));
    Labels labels =
        Labels.builder()
            .set("device", device)
            .set("major", major)
            .set("minor", minor)
            .set("path", udev.getOrDefault("ID_PATH", ""))
            .set("wwn", udev.getOrDefault("ID_WWN", ""))
            .set("model", udev.getOrDefault("ID_MODEL", ""))
            .set("serial", serial(udev))
            .set("revision", udev.getOrDefault("ID_REVISION", ""))
            .set("rotational", rotational(device))
            .build();
    out.gauge("node_disk_info", "Info of /sys/block/<block_device>.", labels, 1);
  }

  private static void put(Map<String, String> udev, String line) {
    int equals = line.indexOf('=');
    if (line.startsWith("E:") && equals > 0) {
      udev.put(line.substring(2, equals), line.substring(equals + 1));
    }
  }

  private static String serial(Map<String, String> udev) {
    String scsi = udev.getOrDefault("SCSI_IDENT_SERIAL", "");
    String shortOne = udev.getOrDefault("ID_SERIAL_SHORT", "");
    return !scsi.isEmpty()
        ? scsi
        : !shortOne.isEmpty() ? shortOne : udev.getOrDefault("ID_SERIAL", "");
  }

  private String rotational(String device) {
    return files.word(files.sys("block/" + device + "/queue/rotational")).orElse("");
  }
}
