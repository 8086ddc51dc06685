package io.atalaya.store.merge;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Scratch that threads borrow and give back, as many as threads work at once. One lies where a
 * single thread finds it at once.
 */
public final class Spares<T> {
  private final Supplier<T> make;
  private final AtomicReference<@Nullable T> first = new AtomicReference<>();
  private final ConcurrentLinkedQueue<T> others = new ConcurrentLinkedQueue<>();

  public Spares(Supplier<T> make) {
    this.make = make;
  }

  /** One that nobody else has until it is given back. */
  public T borrow() {
    T one = first.getAndSet(null);
    if (one == null) {
      one = others.poll();
    }
    return one == null ? make.get() : one;
  }

  /** Takes one back. */
  public void giveBack(T one) {
    if (!first.compareAndSet(null, one)) {
      others.add(one);
    }
  }
}
