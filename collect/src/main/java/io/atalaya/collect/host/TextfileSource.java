package io.atalaya.collect.host;

import io.atalaya.collect.scrape.ExpositionReader;
import io.atalaya.model.Labels;
import io.atalaya.model.SampleBatch.Metadata;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files {@code *.prom} in which scripts leave metrics in the text format, for what nothing else
 * measures. A file with a fault costs its own metrics only; one with timestamps is a fault.
 */
final class TextfileSource implements HostSource {
  private static final Logger log = LoggerFactory.getLogger(TextfileSource.class);
  private static final String TEXT = "text/plain; version=0.0.4";
  private static final double MILLIS_PER_SECOND = 1000;

  private final KernelFiles files;
  private final List<Path> folders;

  /** Faults that were told, so that each is told once. */
  private final Map<Path, String> told = new HashMap<>();

  TextfileSource(KernelFiles files, List<Path> folders) {
    this.files = files;
    this.folders = List.copyOf(folders);
  }

  @Override
  public void read(Readings out) throws IOException {
    boolean failed = false;
    for (Path folder : folders) {
      failed |= !Files.isDirectory(folder);
      for (Path file : files.children(folder)) {
        if (file.toString().endsWith(".prom")) {
          failed |= !readFile(out, file);
        }
      }
    }
    out.gauge(
        "node_textfile_scrape_error",
        "1 if there was an error opening or reading a file, 0 otherwise",
        Labels.empty(),
        failed ? 1 : 0);
  }

  private boolean readFile(Readings out, Path file) {
    try {
      Readings found = new Readings();
      addAll(found, ExpositionReader.read(files.bytes(file), TEXT));
      double changed = Files.getLastModifiedTime(file).toMillis() / MILLIS_PER_SECOND;
      found.gauge(
          "node_textfile_mtime_seconds",
          "Unixtime mtime of textfiles successfully read.",
          Labels.of("file", file.toString()),
          changed);
      out.addAll(found.all());
      told.remove(file);
      return true;
    } catch (IOException | IllegalArgumentException e) {
      String fault = String.valueOf(e.getMessage());
      if (!fault.equals(told.put(file, fault))) {
        log.warn("{} is left out: {}", file, fault);
      }
      return false;
    }
  }

  private static void addAll(Readings out, ExpositionReader.Exposed exposed) throws IOException {
    Map<String, Metadata> families = new HashMap<>();
    exposed.families().forEach(family -> families.put(family.family(), family));
    for (ExpositionReader.Sample sample : exposed.samples()) {
      if (sample.hasTimestamp()) {
        throw new IOException("it gives times to its samples, which are those of the reading");
      }
      String name = sample.series().get(Labels.METRIC_NAME);
      Metadata family = families.get(name);
      Labels labels = sample.series().toBuilder().remove(Labels.METRIC_NAME).build();
      String help = family == null ? "Metric read from a file." : family.help();
      String type = family == null ? "" : family.type();
      switch (type) {
        case "counter" -> out.counter(name, help, labels, sample.value());
        case "gauge" -> out.gauge(name, help, labels, sample.value());
        default -> out.untyped(name, help, labels, sample.value());
      }
    }
  }
}
