/**
 * Instruments of the tests: a virtual clock and hand-written fakes of the ports. No stage may
 * depend on it outside its tests.
 */
@NullMarked
package io.atalaya.testkit;

import org.jspecify.annotations.NullMarked;
