/**
 * Blocks: files that hold the samples of one tenant in a range of time, with the index of their
 * series. Written once, never changed, read through a mapping; what is read is checked first. A
 * damaged block is set aside under another name, and the others go on serving.
 *
 * <p>Numbers are little endian; {@code uv}, {@code zv}, {@code text}, VC1, TC1 and HC1 are those of
 * {@link io.atalaya.store.codec}; names, dictionaries, postings and series labels those of {@link
 * io.atalaya.store.index}.
 *
 * <pre>
 * "ATB1" | u16 version 1 | u16 0
 * VALUES        the chunks, series by series: VC1 or HC1 [then TC1 of start times]
 * TIMES         time columns, TC1, each once, whoever uses it
 * SERIES        per series, in the order of (metric name, labels): labels | chunks
 * DICTIONARIES
 * POSTINGS
 * COLUMNS       n x { i64 first time | i64 last time
 *                     u64 offset in TIMES | u32 length | u32 rows }
 * ENTRIES       n x { u64 fingerprint of the labels | u64 offset in SERIES }
 * NAMES
 * CHECKSUMS     u32 CRC-32C of each 64 KiB of everything before
 * footer        text tenant | i64 from | i64 to | i64 first time | i64 last time | u64 position
 *               u64 series | u64 chunks | u64 samples | 16 bytes id
 *               9 x { u64 offset | u64 length }, the sections in this order
 *               u32 CRC-32C of CHECKSUMS
 * tail          u32 bytes of the footer | u32 CRC-32C of the footer | "ATB1"
 *
 * chunks   uv n | first chunk: uv column | uv row | uv shape | uv offset in VALUES | uv length
 *                 others:      zv column - the one before | uv row | uv shape | uv length
 *          shape: (rows - 1) * 4 + (has start times ? 2 : 0) + (has histograms ? 1 : 0)
 *          the rows are those from "row" on of the column;
 *          the bytes follow those of the chunk before
 * </pre>
 *
 * <p>A block's id is made of its tenant, its range and its bytes, so the same samples cut twice are
 * one block. Files are named {@code <from>-<to>-<id>.block}; {@code .tmp} marks one that is not
 * finished, {@code .corrupt} one set aside.
 */
@NullMarked
package io.atalaya.store.block;

import org.jspecify.annotations.NullMarked;
