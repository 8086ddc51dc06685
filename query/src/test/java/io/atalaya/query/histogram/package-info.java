/** Tests of arithmetic on native histograms. */
@NullMarked
package io.atalaya.query.histogram;

import org.jspecify.annotations.NullMarked;
