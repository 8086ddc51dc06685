/**
 * Who can be told, and how: a {@link io.atalaya.alert.receiver.Receiver} is a name with any number
 * of ways to be told, one record for each kind of way that a configuration may name. A {@link
 * io.atalaya.alert.receiver.Channel} is how everybody else calls one of these ways.
 *
 * <p>Values only: must not know how a message is written or sent; that is {@code notify}'s. So what
 * reads configurations and what routes knows nothing of SMTP and HTTP.
 */
@NullMarked
package io.atalaya.alert.receiver;

import org.jspecify.annotations.NullMarked;
