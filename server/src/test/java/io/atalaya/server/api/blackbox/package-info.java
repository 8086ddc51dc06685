@NullMarked
package io.atalaya.server.api.blackbox;

import org.jspecify.annotations.NullMarked;
