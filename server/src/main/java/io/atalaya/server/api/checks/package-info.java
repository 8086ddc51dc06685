/** How checks are, at {@code /api/atalaya/v1/checks}: for the pages and for scripts. */
@NullMarked
package io.atalaya.server.api.checks;

import org.jspecify.annotations.NullMarked;
