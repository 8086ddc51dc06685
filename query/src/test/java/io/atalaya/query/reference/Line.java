package io.atalaya.query.reference;

import io.atalaya.model.Labels;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A series: samples with ascending times. */
record Line(Labels labels, boolean dropsName, List<Point> points) {
  Line {
    points = List.copyOf(points);
  }

  /** Vectors of many steps put together, series by series. */
  static List<Line> merge(List<List<Element>> steps) {
    Map<Labels, List<Point>> points = new LinkedHashMap<>();
    Map<Labels, Boolean> drops = new LinkedHashMap<>();
    for (List<Element> step : steps) {
      for (Element e : step) {
        List<Point> of = points.computeIfAbsent(e.labels(), l -> new ArrayList<>());
        if (!of.isEmpty() && of.getLast().millis() == e.point().millis()) {
          throw new UnclearException("one series twice at one time");
        }
        of.add(e.point());
        if (drops.computeIfAbsent(e.labels(), l -> e.dropsName()) != e.dropsName()) {
          throw new UnclearException("a name that goes at some steps only");
        }
      }
    }
    List<Line> lines = new ArrayList<>();
    points.forEach(
        (labels, p) -> lines.add(new Line(labels, drops.getOrDefault(labels, false), p)));
    return lines;
  }
}
