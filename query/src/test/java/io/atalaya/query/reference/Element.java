package io.atalaya.query.reference;

import io.atalaya.model.Labels;

/**
 * One sample of a vector.
 *
 * @param dropsName whether the name goes at the end of the query
 */
record Element(Labels labels, boolean dropsName, Point point) {
  Element with(Point newPoint) {
    return new Element(labels, dropsName, newPoint);
  }

  Element with(Labels newLabels) {
    return new Element(newLabels, dropsName, point);
  }
}
