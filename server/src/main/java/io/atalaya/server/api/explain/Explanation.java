package io.atalaya.server.api.explain;

import io.atalaya.alert.route.Prospect;
import io.atalaya.alert.route.RoutedAlert;
import io.atalaya.model.DecisionRecord;
import io.atalaya.model.Labels;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What can be said of one alert.
 *
 * @param labels identity
 * @param state {@code firing}, {@code pending}, {@code inactive} or {@code resolved}
 * @param sentences the answer for people, in the order of the flow
 * @param routed how routing sees it now, or null if routing does not know it
 * @param prospects when whom would be told next
 * @param decisions what was decided of it and of its groups, the newest first
 */
public record Explanation(
    Labels labels,
    String state,
    List<String> sentences,
    @Nullable RoutedAlert routed,
    List<Prospect> prospects,
    List<DecisionRecord> decisions) {
  public Explanation {
    sentences = List.copyOf(sentences);
    prospects = List.copyOf(prospects);
    decisions = List.copyOf(decisions);
  }
}
