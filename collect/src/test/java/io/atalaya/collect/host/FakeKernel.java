package io.atalaya.collect.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The kernel's files of a small machine that does not exist. */
final class FakeKernel {
  private final Path folder;

  FakeKernel(Path folder) throws IOException {
    this.folder = folder;
    write("root/run/keep", "");
    write(
        "proc/stat",
        """
        cpu  30 0 40 500 6 0 8 0 0 0
        cpu0 1000 20 300 40000 50 6 7 8 9 10
        cpu1 11 12 13 14 15 16 17 18 19 20
        intr 8885917 17 0
        ctxt 38014093
        btime 1418183276
        processes 26442
        procs_running 2
        procs_blocked 1
        softirq 5057579 250191
        """);
    write(
        "proc/meminfo",
        """
        MemTotal:        3742148 kB
        Active(anon):     100 kB
        HugePages_Total:       7
        """);
    write("proc/vmstat", "nr_free_pages 1\npgpgin 7344136\noom_kill 3\npgmajfault 4\n");
    write("proc/loadavg", "0.21 0.37 0.39 1/719 19737\n");
    write("proc/sys/fs/file-nr", "1024\t0\t1631329\n");
    write("proc/sys/kernel/ostype", "Linux\n");
    write("proc/sys/kernel/osrelease", "6.1.0\n");
    write("proc/sys/kernel/hostname", "tower\n");
    write("proc/sys/kernel/version", "#1 SMP\n");
    write("proc/sys/kernel/domainname", "(none)\n");
    write(
        "proc/net/dev",
        """
        Inter-|   Receive                                                |  Transmit
         face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs
          eth0: 10437182923 13899359 1 2 3 4 5 6 2851649360 11726200 7 8 9 10 11 12
        """);
    write("sys/class/net/eth0/statistics/rx_nohandler", "13\n");
    write("proc/net/sockstat", "sockets: used 229\nTCP: inuse 4 orphan 0 mem 2\n");
    write("proc/net/sockstat6", "TCP6: inuse 17\n");
    write("proc/net/netstat", "TcpExt: SyncookiesSent Other\nTcpExt: 5 6\n");
    write("proc/net/snmp", "Tcp: RtoMin CurrEstab\nTcp: 200 36\n");
    write("proc/net/snmp6", "Ip6InReceives 7\nIp6InOctets 460\n");
    write(
        "proc/diskstats",
        """
           8       0 sda 25354637 34367663 1003346126 18492372 28444756 11134226\
         505697032 63877960 0 9653880 82621804 68851 0 1925173784 11130 55 66
           8       1 sda1 250 0 2000 36 0 0 0 0 0 36 36
        """);
    write("sys/block/sda/queue/rotational", "1\n");
    write("root/run/udev/data/b8:0", "S:disk\nE:ID_MODEL=SPINNER\nE:ID_SERIAL_SHORT=S123\n");
    write(
        "proc/1/mountinfo",
        """
        22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw,errors=remount-ro
        23 1 0:5 / /proc rw - proc proc rw
        24 1 8:2 / /my\\040data ro,relatime - xfs /dev/sda2 rw
        """);
    Files.createDirectories(folder.resolve("root/my data"));
    write("proc/pressure/cpu", "some avg10=0.00 avg60=0.00 avg300=0.00 total=14036781\n");
    write("proc/pressure/io", "some avg10=0 total=159229614\nfull avg10=0 total=138739\n");
    write("proc/pressure/memory", "some avg10=0 total=7\nfull avg10=0 total=8000000\n");
    write("sys/devices/system/clocksource/clocksource0/available_clocksource", "tsc hpet\n");
    write("sys/devices/system/clocksource/clocksource0/current_clocksource", "tsc\n");
  }

  void write(String file, String text) throws IOException {
    Path path = folder.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  void remove(String file) throws IOException {
    Files.delete(folder.resolve(file));
  }

  HostConfig config() {
    HostConfig usual = HostConfig.defaults();
    HostConfig.Paths paths =
        new HostConfig.Paths(
            folder.resolve("proc"),
            folder.resolve("sys"),
            folder.resolve("root"),
            List.of(folder.resolve("textfiles")));
    return new HostConfig(
        usual.collectors(), usual.interval(), "tower:9100", paths, usual.filter());
  }
}
