/** Tests of blocks: what goes in comes out, and damage is noticed. */
@NullMarked
package io.atalaya.store.block;

import org.jspecify.annotations.NullMarked;
