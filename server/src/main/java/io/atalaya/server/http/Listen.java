package io.atalaya.server.http;

/**
 * An address to bind.
 *
 * @param port 0 for any free one
 */
public record Listen(String host, int port) {}
