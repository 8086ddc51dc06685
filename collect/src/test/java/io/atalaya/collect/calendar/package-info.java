@NullMarked
package io.atalaya.collect.calendar;

import org.jspecify.annotations.NullMarked;
