package io.atalaya.collect.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.atalaya.collect.host.HostConfig.Collector;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What other systems get, tried on Linux, where our own reader of the kernel's files judges it. */
class OshiSourcesTest {
  private final HostConfig config = HostConfig.defaults();

  private static Map<String, Double> byName(Readings readings) {
    Map<String, Double> values = new HashMap<>();
    readings
        .all()
        .forEach(r -> values.put(r.metric() + new TreeMap<>(r.labels().toMap()), r.value()));
    return values;
  }

  private Map<String, Double> kernel() {
    Readings out = new Readings();
    out.addAll(HostReader.of(config, InstantSource.system(), System::nanoTime).read());
    return byName(out);
  }

  @Test
  void tellsUnderTheSameNamesAndInTheSameUnits() throws IOException {
    assumeThat(Path.of("/proc/stat")).describedAs("Linux' /proc").exists();
    Map<String, Double> before = kernel();
    Readings out = new Readings();
    for (Map.Entry<Collector, HostSource> source :
        HostReader.others(config, InstantSource.system()).entrySet()) {
      source.getValue().read(out);
    }
    Map<String, Double> others = byName(out);
    Map<String, Double> after = kernel();

    assertThat(others.keySet())
        .filteredOn(name -> name.startsWith("node_cpu_seconds_total"))
        .isNotEmpty()
        .allMatch(before::containsKey);
    for (String growing :
        new String[] {
          "node_cpu_seconds_total{cpu=0, mode=user}",
          "node_cpu_seconds_total{cpu=0, mode=system}",
          "node_context_switches_total{}",
          "node_network_receive_bytes_total{device=lo}",
          "node_network_transmit_packets_total{device=lo}",
        }) {
      assertThat(others.get(growing))
          .as(growing)
          .isBetween(before.get(growing), after.get(growing));
    }
    assertThat(others.get("node_memory_MemTotal_bytes{}"))
        .isEqualTo(before.get("node_memory_MemTotal_bytes{}"));
    assertThat(others.get("node_boot_time_seconds{}"))
        .isCloseTo(before.get("node_boot_time_seconds{}"), within(60.0));
    assertThat(others.keySet()).anyMatch(name -> name.startsWith("node_uname_info"));
  }
}
