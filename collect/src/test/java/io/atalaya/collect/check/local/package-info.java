@NullMarked
package io.atalaya.collect.check.local;

import org.jspecify.annotations.NullMarked;
