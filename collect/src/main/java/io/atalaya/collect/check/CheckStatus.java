package io.atalaya.collect.check;

import io.atalaya.model.Labels;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How one check is.
 *
 * @param name its name
 * @param kind such as {@code http}
 * @param target whom it asks
 * @param labels labels of its series besides {@code check}, {@code kind} and {@code target}
 * @param state what is held to be true
 * @param since since when
 * @param failures failed evaluations in a row
 * @param lastRun when the last attempt was made; null before the first
 * @param last what it saw; null before the first
 * @param nextRun when the next attempt is due; null if none is planned
 */
public record CheckStatus(
    String name,
    String kind,
    String target,
    Labels labels,
    CheckState state,
    Instant since,
    int failures,
    @Nullable Instant lastRun,
    @Nullable Observation last,
    @Nullable Instant nextRun) {}
