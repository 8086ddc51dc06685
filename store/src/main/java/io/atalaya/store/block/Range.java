package io.atalaya.store.block;

/** A part of a file, in bytes. */
record Range(long offset, long length) {}
