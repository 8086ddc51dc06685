package io.atalaya.alert.route;

import io.atalaya.model.Labels;
import java.time.Instant;
import java.util.List;

/**
 * A group of alerts, for the API.
 *
 * @param key Alertmanager's group key
 * @param routeId the routing node
 * @param receiver who is told
 * @param labels what its alerts have in common
 * @param routeLabels templates of labels that its route adds to messages
 * @param due when it is looked at next
 * @param alerts its alerts
 */
public record RoutedGroup(
    String key,
    String routeId,
    String receiver,
    Labels labels,
    Labels routeLabels,
    Instant due,
    List<RoutedAlert> alerts) {}
