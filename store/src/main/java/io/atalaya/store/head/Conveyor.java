package io.atalaya.store.head;

import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Hands work to a thread of its own while the caller prepares more of it: what a start reads is
 * decoded by one and stored by the other. Work travels in bundles, which come back empty. Where all
 * of it is one bundle, there is no thread.
 *
 * @param <B> a bundle
 */
final class Conveyor<B> {
  private static final int BUNDLES = 8;

  private final String threadName;
  private final Supplier<B> bundles;
  private final Consumer<B> work;
  private final BlockingQueue<Sent<B>> sent = new ArrayBlockingQueue<>(BUNDLES + 1);
  private final BlockingQueue<B> empty = new ArrayBlockingQueue<>(BUNDLES + 1);
  private @Nullable Thread thread;
  private B filling;
  private int made = 1;

  /** Why nothing more is done; written by the thread, read after its end. */
  private @Nullable Throwable failure;

  private record Sent<B>(B bundle, boolean last) {}

  /**
   * A conveyor.
   *
   * @param work what is done with a bundle, which is empty afterwards
   */
  Conveyor(String threadName, Supplier<B> bundles, Consumer<B> work) {
    this.threadName = threadName;
    this.bundles = bundles;
    this.work = work;
    filling = bundles.get();
  }

  private void run() {
    try {
      Sent<B> next;
      do {
        next = sent.take();
        process(next.bundle);
        empty.add(next.bundle);
      } while (!next.last);
    } catch (InterruptedException e) {
      failure = e;
    }
  }

  /** Bundles come back after a failure too, so that nobody waits for them. */
  private void process(B bundle) {
    if (failure == null) {
      try {
        work.accept(bundle);
      } catch (RuntimeException | Error e) {
        failure = e;
      }
    }
  }

  /** The bundle that is being filled. */
  B filling() {
    return filling;
  }

  /** Sends the bundle that was filled, and waits for an empty one if there are enough of them. */
  void send() {
    if (thread == null) {
      thread = Thread.ofPlatform().name(threadName).daemon().start(this::run);
    }
    try {
      sent.put(new Sent<>(filling, false));
      boolean another = empty.isEmpty() && made < BUNDLES;
      made += another ? 1 : 0;
      filling = another ? bundles.get() : empty.take();
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  /** Returns when everything is done, the last bundle too; what failed is thrown here. */
  void finish() {
    Thread busy = thread;
    if (busy == null) {
      work.accept(filling);
      return;
    }
    try {
      sent.put(new Sent<>(filling, true));
      busy.join();
    } catch (InterruptedException e) {
      throw interrupted();
    }
    if (failure != null) {
      throw new IllegalStateException("what was read could not be put into the head", failure);
    }
  }

  private static UncheckedIOException interrupted() {
    Thread.currentThread().interrupt();
    return new UncheckedIOException(
        new InterruptedIOException("interrupted while the store was opened"));
  }
}
