package io.atalaya.alert.route;

import io.atalaya.alert.receiver.Channel;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When a channel would next be told of an alert, if nothing changes until then.
 *
 * @param groupKey the group it is in
 * @param channel who would be told
 * @param toldAt when the channel was last told of the group; null if never
 * @param known whether the channel knows that this alert fires
 * @param delivering whether a message of the group is on its way
 * @param next when the next message would go out
 */
public record Prospect(
    String groupKey,
    Channel channel,
    @Nullable Instant toldAt,
    boolean known,
    boolean delivering,
    Instant next) {}
