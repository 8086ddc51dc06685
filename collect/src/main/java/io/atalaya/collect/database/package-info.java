/**
 * Sessions with SQL databases: PostgreSQL, MySQL and MariaDB, SQL Server, over the drivers of their
 * makers, of which this package is the only owner.
 *
 * <p>A driver is never given an address as a URL, and of its many properties only a few that are
 * listed in {@link io.atalaya.collect.database.DatabaseKind}: others load classes, read files or
 * deserialise what a server sends. Its sockets are ours ({@code Dialing}), so that addresses are
 * judged, phases measured, and every wait ends at the deadline. A session only reads.
 *
 * <p>Must not know why somebody asks.
 */
@NullMarked
package io.atalaya.collect.database;

import org.jspecify.annotations.NullMarked;
