@NullMarked
package io.atalaya.collect.remote;

import org.jspecify.annotations.NullMarked;
