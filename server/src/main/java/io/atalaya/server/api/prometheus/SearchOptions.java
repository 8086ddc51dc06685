package io.atalaya.server.api.prometheus;

/**
 * Whether and how far names and values may be searched.
 *
 * @param enabled {@code --enable-feature=search-api}
 * @param maxLimit {@code --web.search.max-limit}: how much a request may ask for; 0 for no limit
 */
public record SearchOptions(boolean enabled, int maxLimit) {}
