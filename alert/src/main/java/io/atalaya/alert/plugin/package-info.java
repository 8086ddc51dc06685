/**
 * What a receiver from somebody else's jar implements. The jar names its {@link
 * io.atalaya.alert.plugin.ReceiverPlugin} in {@code
 * META-INF/services/io.atalaya.alert.plugin.ReceiverPlugin} and lies on the class path.
 *
 * <p>These types and those of {@code model} that they name are a promise to people whose code is
 * not here: they may grow, with defaults, but not change.
 */
@NullMarked
package io.atalaya.alert.plugin;

import org.jspecify.annotations.NullMarked;
