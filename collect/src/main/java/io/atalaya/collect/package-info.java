/**
 * Everything that goes out and looks, or is told: {@link io.atalaya.collect.scrape scrapes} of
 * targets that {@link io.atalaya.collect.discover discovery} finds, {@link io.atalaya.collect.check
 * checks}, {@link io.atalaya.collect.host host readings}. Hands what it sees to {@link
 * io.atalaya.model.SampleSink}; knows no other stage.
 */
@NullMarked
package io.atalaya.collect;

import org.jspecify.annotations.NullMarked;
