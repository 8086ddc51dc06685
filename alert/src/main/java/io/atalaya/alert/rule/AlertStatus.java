package io.atalaya.alert.rule;

import io.atalaya.model.AlertState;
import io.atalaya.model.Labels;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An alert that is pending or fires, as the last evaluation left it.
 *
 * @param labels identity
 * @param annotations texts for people
 * @param state pending or firing
 * @param activeAt since when the expression has had a value for it
 * @param keepFiringSince since when it fires only because of {@code keep_firing_for}, or null
 * @param value the last value
 */
public record AlertStatus(
    Labels labels,
    Labels annotations,
    AlertState state,
    Instant activeAt,
    @Nullable Instant keepFiringSince,
    double value) {}
