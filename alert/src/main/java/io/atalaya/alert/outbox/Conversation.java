package io.atalaya.alert.outbox;

import io.atalaya.alert.receiver.Channel;

/**
 * What is said to one channel about one group: messages of a conversation arrive in order.
 *
 * @param channel to whom
 * @param groupKey about what
 */
record Conversation(Channel channel, String groupKey) {}
