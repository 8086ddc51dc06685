/**
 * How columns of samples become bytes: VC1 for values, TC1 for times, HC1 for native histograms.
 * Lossless for every bit pattern, and safe against any bytes: what is not well-formed is a {@link
 * io.atalaya.store.codec.MalformedDataException}. Knows nothing of series, labels or files.
 *
 * <p>Little endian. {@code uv} is LEB128 of an unsigned 64-bit number, {@code zv} the same of a
 * zig-zag one. The number of rows {@code n}, 1…512, is not in the bytes; who stores them knows it.
 * Arithmetic on integers wraps at 64 bits, when encoding as when decoding.
 *
 * <h2>VC1, values</h2>
 *
 * <pre>
 * byte 0     kind: bits 0-1 | has specials: bit 2 | e: bits 3-7
 *            kind 0 CONST, 1 DEC, 2 RAW, 3 DECULP
 * CONST      e &lt; 31: zv m           every value is m / 10^e
 *            e = 31: 8 bytes         every value has these bits
 * others     byte 1: bit 0 form, 0: m / 10^e, 1: m * 10^-e, the power a double (DEC only)
 * [specials] uv runs | runs x { uv rows since the end of the run before | uv rows - 1 | u8 code }
 *            code 0 stale marker, 1 NaN as Prometheus writes it, 2 +Inf, 3 -Inf, 4 -0.0,
 *                 5 its 8 bytes follow, 6 reserved for absent rows
 *            In what follows these rows repeat the ordinary value before them (or the first one).
 * DEC        u8 order: bits 0-1 (0, 1, 2) | has g: bit 2 | zigzag: bit 3 | has exceptions: bit 4
 *            zv m[0] | [uv g] | [order 2: zv d1]
 *            [uv k | k x { uv rows since the exception before | 8 bytes of the value }]
 *            PFOR of n - order numbers x; m[i] = m[0] + g * s[i], where s is
 *              order 0: x     order 1: running sum of x, s[0] = 0
 *              order 2: running sum of the running sum of x, s[0] = 0, s[1] = d1
 * RAW        u8 tz | [tz &gt; 0: uv low] | u8 order: bit 0 | zigzag: bit 3
 *            [order 1: 8 bytes, x[0]]
 *            PFOR of n - order numbers over x[i] = sortable(bits[i]) &gt;&gt; tz, as differences
 *            if order is 1; low holds the tz bits that all have in common;
 *            sortable(b) = b ^ ((b &gt;&gt; 63) &gt;&gt;&gt; 1)
 * DECULP     a DEC stream, then u8 order: bit 0 | zigzag: bit 3 | [order 1: zv r[0]]
 *            PFOR of n - order numbers over r[i] = bits(value) - bits(m[i] / 10^e)
 * PFOR       [no zigzag: zv base] | u8 w, 0…64 | uv k
 *            k x { uv rows since the exception before | uv number &gt;&gt;&gt; w }
 *            the low w bits of each number, packed, first number in the lowest bits
 *            a number is the value - base, or the value zig-zag coded
 * </pre>
 *
 * <h2>TC1, times</h2>
 *
 * <pre>
 * u8 order: bit 0 | zigzag: bit 3 || zv t[0] | uv interval
 * PFOR of n - order numbers over r[i] = t[i] - t[0] - i * interval, as differences if order is 1
 * </pre>
 *
 * The interval is the mean one, rounded to whole seconds if that fits. Start times of samples are
 * coded the same way, 0 where unknown.
 *
 * <h2>HC1, native histograms</h2>
 *
 * <pre>
 * segments   uv k | k x uv rows        histograms and floats in turn, histograms first;
 *                                      the first may have 0 rows, and all together have n
 * floats     VC1 of the float rows, if there are any
 * layouts    until all histogram rows are there:
 *   uv rows | layout | VC1 count | VC1 sum | VC1 zero count
 *   VC1 per positive bucket | VC1 per negative bucket
 * layout     zv schema | u8 integer: bit 0 | 8 bytes zero threshold
 *            spans positive | spans negative | uv n, n x 8 bytes custom bounds
 *            hints: runs until all rows are there, each uv rows | u8 reset hint
 *                   0 unknown, 1 reset, 2 no reset, 3 gauge
 * spans      uv n | n x { zv offset | uv length }
 * </pre>
 *
 * A run of more than one histogram has at most 2^20 bucket counts.
 */
@NullMarked
package io.atalaya.store.codec;

import org.jspecify.annotations.NullMarked;
