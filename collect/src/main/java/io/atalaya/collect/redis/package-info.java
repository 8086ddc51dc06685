/**
 * A small client of Redis: the protocol RESP2 with login, TLS and a choice of database.
 *
 * <pre>
 *   question   *N CRLF, then N times: $LENGTH CRLF BYTES CRLF
 *   answer     +text CRLF | -error CRLF | :number CRLF
 *              | $LENGTH CRLF BYTES CRLF          a string; LENGTH −1 for nothing
 *              | *N CRLF, then N answers          a list;   N −1 for nothing
 * </pre>
 *
 * Knows the protocol and its limits; must not know what keys mean to whom.
 */
@NullMarked
package io.atalaya.collect.redis;

import org.jspecify.annotations.NullMarked;
