/**
 * Native histograms on their way in: built from what senders and targets send, checked, and made
 * coarser where they are finer than we keep or than a limit allows. Must not know the formats.
 */
@NullMarked
package io.atalaya.collect.histogram;

import org.jspecify.annotations.NullMarked;
