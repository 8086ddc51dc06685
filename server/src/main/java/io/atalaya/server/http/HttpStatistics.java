package io.atalaya.server.http;

/**
 * What became of connections and bodies since the start.
 *
 * @param accepted connections taken
 * @param ended connections that are closed again
 * @param slowHeads connections closed because the head of a request did not come in time
 * @param slowReaders connections closed because nobody took the answer
 * @param evicted idle connections closed because their places were needed
 * @param refusedBodies requests refused because there was no memory for their bodies
 */
public record HttpStatistics(
    long accepted,
    long ended,
    long slowHeads,
    long slowReaders,
    long evicted,
    long refusedBodies) {}
