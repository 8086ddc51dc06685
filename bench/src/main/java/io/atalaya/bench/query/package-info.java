/**
 * Queries beside other servers: the same data sent to each by remote write, the same questions
 * asked of each over HTTP, and what a question costs them in processor time. {@link
 * io.atalaya.bench.query.QueryBench} is the door; it knows servers by their command lines only.
 */
@NullMarked
package io.atalaya.bench.query;

import org.jspecify.annotations.NullMarked;
