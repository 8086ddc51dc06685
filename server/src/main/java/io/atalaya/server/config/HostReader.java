package io.atalaya.server.config;

import io.atalaya.collect.host.HostConfig;
import io.atalaya.server.config.yaml.Section;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The keys of the section {@code host}: how this machine is read. */
final class HostReader {
  private HostReader() {}

  static HostConfig read(Section s) {
    return new HostConfig(
        collectors(s),
        GlobalReader.positive(s, "interval", HostConfig.DEFAULT_INTERVAL),
        s.text("instance", ""),
        paths(s),
        s.section("exclude", HostReader::filter).orElseGet(HostConfig.Filter::defaults));
  }

  private static Set<HostConfig.Collector> collectors(Section s) {
    Map<String, HostConfig.Collector> byName = new LinkedHashMap<>();
    for (HostConfig.Collector collector : HostConfig.Collector.values()) {
      byName.put(collector.text(), collector);
    }
    List<HostConfig.Collector> named =
        s.parsedList("collectors", text -> Section.chosen(text, byName));
    return named.isEmpty() ? EnumSet.allOf(HostConfig.Collector.class) : EnumSet.copyOf(named);
  }

  private static HostConfig.Paths paths(Section s) {
    HostConfig.Paths defaults = HostConfig.Paths.defaults();
    return new HostConfig.Paths(
        s.file("proc").orElse(defaults.proc()),
        s.file("sys").orElse(defaults.sys()),
        s.file("root").orElse(defaults.root()),
        s.files("textfiles").stream().map(Section.NamedFile::path).toList());
  }

  private static HostConfig.Filter filter(Section s) {
    HostConfig.Filter defaults = HostConfig.Filter.defaults();
    return new HostConfig.Filter(
        s.literal("mount_points", defaults.mountPoints()),
        s.literal("filesystem_types", defaults.filesystemTypes()),
        s.literal("disks", defaults.disks()),
        s.literal("interfaces", defaults.interfaces()));
  }
}
