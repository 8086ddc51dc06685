/**
 * Checks of what answers in the network besides web pages, ports and name servers: TLS, ping, gRPC,
 * WebSocket, mail and SSH; and which addresses a check goes to.
 *
 * <p>Each kind is a record, the prober beside it speaks just enough of the protocol to learn
 * whether the other side does. Must not know how results are judged over time, nor who is told.
 */
@NullMarked
package io.atalaya.collect.check.net;

import org.jspecify.annotations.NullMarked;
