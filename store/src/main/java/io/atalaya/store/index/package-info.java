/**
 * Which series of a block have which labels: names, sorted values, and for each value the ordinals
 * of the series that have it. Knows no samples and no files; its bytes come from whoever keeps
 * them. {@code uv} and {@code text} are as in {@link io.atalaya.store.codec}.
 *
 * <pre>
 * names         uv n | n x { text name | uv values | uv offset in dictionaries | uv length }
 *               uv shapes | shapes x { uv k | k x uv name }     sets of names that series have
 * dictionaries  per name, its values sorted by their UTF-8 bytes, in blocks of 16:
 *                 first of a block  uv length | bytes
 *                 others            uv bytes shared with the one before | uv length | the rest
 *                 after each        uv series | 1 series: uv its ordinal
 *                                               more: uv offset in postings | uv length
 *               then, per block, u32 its offset from the beginning of the dictionary
 * postings      sets of ordinals in the portable format of Roaring bitmaps
 * series        uv shape | per name of the shape, uv number of the value in its dictionary
 * </pre>
 */
@NullMarked
package io.atalaya.store.index;

import org.jspecify.annotations.NullMarked;
