package io.atalaya.bench.query;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The figures of all servers, shape by shape; the first server is ours. */
final class Report {
  private static final double RANGE_TARGET = 5;

  private final PrintStream out;
  private final List<Peer> peers;
  private final List<Shape> shapes;
  private final Map<Key, Double> cpuMillis = new HashMap<>();
  private final Map<Key, Integer> elements = new HashMap<>();

  private record Key(Peer peer, Shape shape) {}

  Report(PrintStream out, List<Peer> peers, List<Shape> shapes) {
    this.out = out;
    this.peers = peers;
    this.shapes = shapes;
  }

  /** Notes how many series an answer had. */
  void answered(Peer peer, Shape shape, int series) {
    elements.put(new Key(peer, shape), series);
  }

  /** Notes what a question took; the least of several counts. */
  void measured(Peer peer, Shape shape, double millis) {
    cpuMillis.merge(new Key(peer, shape), millis, Math::min);
  }

  void print() {
    StringBuilder head = new StringBuilder("CPU ms a question       ");
    peers.forEach(p -> head.append(String.format(Locale.ROOT, "%17s", p.name())));
    peers.stream().skip(1).forEach(p -> head.append(String.format("%9s", "ratio")));
    out.println(head);
    shapes.forEach(this::print);
    for (Peer peer : peers.subList(1, peers.size())) {
      summarise(peer);
    }
  }

  private void print(Shape shape) {
    StringBuilder line = new StringBuilder(String.format("%-22s %s", shape.name(), kind(shape)));
    for (Peer peer : peers) {
      line.append(String.format(Locale.ROOT, "%17.3f", millis(peer, shape)));
    }
    for (Peer peer : peers.subList(1, peers.size())) {
      line.append(String.format(Locale.ROOT, "%9.2f", ratio(peer, shape)));
    }
    line.append(differences(shape));
    out.println(line);
  }

  private static String kind(Shape shape) {
    return shape.isRange() ? "r" : "i";
  }

  /** The counts of series where servers differ in them: then they did not do the same work. */
  private String differences(Shape shape) {
    List<Integer> counts = peers.stream().map(p -> elements.get(new Key(p, shape))).toList();
    return counts.stream().distinct().count() > 1 ? "   series: " + counts : "";
  }

  private double millis(Peer peer, Shape shape) {
    return cpuMillis.getOrDefault(new Key(peer, shape), Double.NaN);
  }

  private double ratio(Peer peer, Shape shape) {
    return millis(peer, shape) / millis(peers.getFirst(), shape);
  }

  private void summarise(Peer peer) {
    double range = geometricMean(peer, true);
    out.printf(
        Locale.ROOT,
        "%s / ours, geometric mean: range queries %.2f%s, instant queries %.2f; slower than"
            + " it:%s%n",
        peer.name(),
        range,
        peer.name().equals("prometheus") ? (range >= RANGE_TARGET ? " (met)" : " (MISSED, 5)") : "",
        geometricMean(peer, false),
        slower(peer));
  }

  private double geometricMean(Peer peer, boolean range) {
    double logarithms =
        shapes.stream()
            .filter(s -> s.isRange() == range)
            .mapToDouble(s -> Math.log(ratio(peer, s)))
            .average()
            .orElse(0);
    return Math.exp(logarithms);
  }

  private String slower(Peer peer) {
    List<String> names = new ArrayList<>();
    for (Shape shape : shapes) {
      if (ratio(peer, shape) < 1) {
        names.add(shape.name());
      }
    }
    return names.isEmpty() ? " none" : " " + String.join(", ", names);
  }
}
