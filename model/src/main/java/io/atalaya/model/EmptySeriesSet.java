package io.atalaya.model;

final class EmptySeriesSet implements SeriesSet {
  static final EmptySeriesSet INSTANCE = new EmptySeriesSet();

  private EmptySeriesSet() {}

  @Override
  public int size() {
    return 0;
  }

  @Override
  public Labels labels(int i) {
    throw new IndexOutOfBoundsException(i);
  }

  @Override
  public void read(int i, SeriesSamples into) {
    throw new IndexOutOfBoundsException(i);
  }

  @Override
  public void close() {}
}
