/**
 * Push: takes what other systems send of their own accord, protocol by protocol.
 *
 * <p>Owns what the bytes of each protocol mean, which samples are refused and why, and the memory
 * of which bytes stand for which series. Must not know HTTP (addresses, headers and statuses are
 * with {@code server.api.push}) nor how samples are stored.
 *
 * <p>Every protocol follows the same rules: a request is decoded completely before anything of it
 * is stored, so a damaged one leaves no trace; samples that are refused one by one (late, from the
 * future, with impossible labels) are counted and told, and the good ones beside them are kept;
 * when the store cannot take samples nothing is acknowledged, and sending again does no harm.
 */
@NullMarked
package io.atalaya.collect.push;

import org.jspecify.annotations.NullMarked;
