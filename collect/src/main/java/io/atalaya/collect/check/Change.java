package io.atalaya.collect.check;

import java.time.Instant;

/**
 * A change of a check's state.
 *
 * @param state what it became
 * @param why the reason in one sentence; empty if it is well
 */
public record Change(Instant at, CheckState state, String why) {}
