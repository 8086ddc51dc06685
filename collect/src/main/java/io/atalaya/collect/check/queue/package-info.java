/**
 * Checks of queues of jobs: how many jobs wait, are worked on, are done and have failed, how long
 * they take, how old the oldest one is. Knows where each system keeps that; the layouts of those on
 * Redis are drawn in {@code CeleryQueues}, {@code RqQueues}, {@code SidekiqQueues} and {@code
 * BullQueues}.
 *
 * <p>Whatever a system does not tell is left out, never guessed. Only reads; must not know who is
 * told.
 */
@NullMarked
package io.atalaya.collect.check.queue;

import org.jspecify.annotations.NullMarked;
