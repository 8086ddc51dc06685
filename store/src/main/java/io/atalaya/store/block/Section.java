package io.atalaya.store.block;

/** The parts of a block, in the order in which they lie in the file. */
enum Section {
  VALUES,
  TIMES,
  SERIES,
  DICTIONARIES,
  POSTINGS,
  COLUMNS,
  ENTRIES,
  NAMES,
  CHECKSUMS
}
