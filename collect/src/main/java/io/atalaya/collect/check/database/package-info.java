/**
 * Checks of databases over their own protocols: logs in, asks, and looks at the answer.
 *
 * <p>Knows what makes an answer good; must not know how a session comes about, which is the
 * business of {@link io.atalaya.collect.database} and {@link io.atalaya.collect.redis}.
 */
@NullMarked
package io.atalaya.collect.check.database;

import org.jspecify.annotations.NullMarked;
