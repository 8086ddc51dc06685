@NullMarked
package io.atalaya.collect.check.net;

import org.jspecify.annotations.NullMarked;
