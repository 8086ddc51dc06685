@NullMarked
package io.atalaya.collect.http2;

import org.jspecify.annotations.NullMarked;
