/**
 * Aggregates of samples for long times: of each series and each window of five minutes or an hour,
 * how many samples there were, their sum, extremes, first and last, and what a counter lost in
 * resets. Kept when the samples are gone, and read in their place where that makes no difference.
 *
 * <p>Owns the meaning of blocks of aggregates; the bytes are those of {@link
 * io.atalaya.store.block}, in one directory per resolution ({@code blocks-5m}, {@code blocks-1h}).
 * Knows blocks and how to merge sets of series, and nothing of the head or the log.
 *
 * <h2>Windows</h2>
 *
 * A window of resolution r is {@code (k r, (k + 1) r]}, open on the left as ranges of PromQL are,
 * so a range whose ends are multiples of r consists of whole windows.
 *
 * <pre>
 * samples      · · · · ·|· · · · ·|· · ·   ·|          | a multiple of r
 * windows      (────────](────────](────────]
 * last               ·         ·           ·           one row per window, at the time of its
 * first        ·         ·         ·                   last sample, or of its first
 * </pre>
 *
 * <h2>Series</h2>
 *
 * A series becomes up to nine, told apart by a label whose name is {@link
 * io.atalaya.store.downsample.Aggregate#LABEL}, which sorts before all others. {@code last} is
 * always there if a window has a float. Another is left out where it can be told from those that
 * are there:
 *
 * <pre>
 * last         value of the last sample, at its time      stale markers do not count
 * first        value of the first, at its time            left out if it is the last one
 * count        number of samples                          if all are 1
 * sum          their sum                                  if all are last * count
 * min, max     the least and the greatest, as in PromQL   if all are those of first and last
 * correction   sum of the values before a smaller one     if all are 0
 * histogram    the last native histogram, at its time     if there is none
 * stale        a stale marker that ends a window          if there is none
 * </pre>
 *
 * <p>Rows but those of {@code first}, {@code histogram} and {@code stale} have the times of {@code
 * last}, so most series of a source still share two columns of times. The range of a block begins
 * one millisecond after a multiple of its length, as windows do.
 *
 * <h2>When</h2>
 *
 * {@link io.atalaya.store.downsample.Downsampling} makes a block of aggregates for a day when it is
 * over for long enough that nothing comes late, and lets a block of samples go only after that.
 */
@NullMarked
package io.atalaya.store.downsample;

import org.jspecify.annotations.NullMarked;
