package io.atalaya.collect.push.gateway;

import io.atalaya.collect.push.gateway.PushGroup.Family;
import io.atalaya.collect.push.gateway.PushGroup.Sample;
import io.atalaya.model.Labels;
import io.atalaya.model.json.JsonValue;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.StringJoiner;
import java.util.TreeMap;

/** The file that keeps the groups; see the package description for what it holds. */
final class GroupFile {
  private final Path path;

  GroupFile(Path path) {
    this.path = path;
  }

  /**
   * The groups that were kept, none if there is no file.
   *
   * @throws IOException if it cannot be read or is damaged
   */
  List<PushGroup> read() throws IOException {
    if (!Files.exists(path)) {
      return List.of();
    }
    try {
      JsonValue file = JsonValue.parse(Files.readAllBytes(path));
      return file.items("groups").stream().map(GroupFile::group).toList();
    } catch (IllegalArgumentException e) {
      throw new IOException(path + " is damaged: " + e.getMessage() + "; move it away", e);
    }
  }

  private static PushGroup group(JsonValue group) {
    SortedMap<String, Family> families = new TreeMap<>();
    for (JsonValue family : group.items("families")) {
      List<Sample> samples = new ArrayList<>();
      for (JsonValue sample : family.items("samples")) {
        samples.add(new Sample(labels(sample), Double.parseDouble(sample.text("value"))));
      }
      String name = family.text("name");
      families.put(name, new Family(name, family.text("type"), family.text("help"), samples));
    }
    return new PushGroup(
        labels(group),
        families,
        Double.parseDouble(group.text("pushed")),
        Double.parseDouble(group.text("failed")));
  }

  private static Labels labels(JsonValue holder) {
    Labels.Builder labels = Labels.builder();
    holder.fields("labels").keySet().forEach(n -> labels.set(n, holder.text("labels", n)));
    return labels.build();
  }

  /** Replaces the file; returns when it is on the disk. */
  void write(Collection<PushGroup> groups) throws IOException {
    StringJoiner all = new StringJoiner(",", "{\"groups\":[", "]}\n");
    groups.forEach(group -> all.add(text(group)));
    Path fresh = path.resolveSibling(path.getFileName() + ".new");
    try (FileChannel file =
        FileChannel.open(
            fresh,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer bytes = ByteBuffer.wrap(all.toString().getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        file.write(bytes);
      }
      file.force(true);
    }
    Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static String text(PushGroup group) {
    StringJoiner families = new StringJoiner(",", "[", "]");
    group.families().values().forEach(family -> families.add(text(family)));
    return "{\"labels\":"
        + text(group.labels())
        + ",\"pushed\":"
        + group.pushedSeconds()
        + ",\"failed\":"
        + group.failedSeconds()
        + ",\"families\":"
        + families
        + '}';
  }

  private static String text(Family family) {
    StringJoiner samples = new StringJoiner(",", "[", "]");
    for (Sample sample : family.samples()) {
      samples.add(
          "{\"labels\":" + text(sample.labels()) + ",\"value\":\"" + sample.value() + "\"}");
    }
    return "{\"name\":"
        + quoted(family.name())
        + ",\"type\":"
        + quoted(family.type())
        + ",\"help\":"
        + quoted(family.help())
        + ",\"samples\":"
        + samples
        + '}';
  }

  private static String text(Labels labels) {
    StringJoiner fields = new StringJoiner(",", "{", "}");
    labels.toMap().forEach((name, value) -> fields.add(quoted(name) + ':' + quoted(value)));
    return fields.toString();
  }

  private static String quoted(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < 0x20) {
        out.append("\\u00").append(Character.forDigit(c >> 4, 16));
        out.append(Character.forDigit(c & 15, 16));
      } else {
        out.append(c);
      }
    }
    return out.append('"').toString();
  }
}
