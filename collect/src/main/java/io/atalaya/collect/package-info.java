/**
 * Everything that goes out and looks, or is told: scrapes, checks, host readings. Hands what it
 * sees to {@link io.atalaya.model.SampleSink}; knows no other stage.
 */
@NullMarked
package io.atalaya.collect;

import org.jspecify.annotations.NullMarked;
