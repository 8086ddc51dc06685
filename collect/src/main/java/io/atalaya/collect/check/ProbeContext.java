package io.atalaya.collect.check;

import io.atalaya.collect.http.Network;
import java.time.InstantSource;

/**
 * What a check may use of the world outside.
 *
 * @param network names, addresses, TLS and deadlines
 * @param clock for what is compared with the time of day, such as the end of a certificate
 */
public record ProbeContext(Network network, InstantSource clock) {}
