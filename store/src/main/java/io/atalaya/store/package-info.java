/**
 * The time-series database: takes samples, keeps them, gives them back. Knows no HTTP, no PromQL
 * and no configuration files.
 *
 * <p>{@link io.atalaya.store.Tsdb} is the door. Behind it, in the order of the flow: {@code head}
 * (recent samples in memory), which writes everything it takes to {@code log}; {@code block}
 * (files, through the port {@link io.atalaya.store.block.BlockStore}), to which the head hands what
 * is old enough, made of columns by {@code codec} and found again by {@code index}. {@code merge}
 * reads several sources as one; {@code disk} is the only way to files.
 */
@NullMarked
package io.atalaya.store;

import org.jspecify.annotations.NullMarked;
