/** Load programs for checks: many of them against a server in another process. */
@NullMarked
package io.atalaya.bench.check;

import org.jspecify.annotations.NullMarked;
