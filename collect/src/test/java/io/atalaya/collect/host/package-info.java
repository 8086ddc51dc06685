/** Host readings from a made-up kernel, and next to node_exporter on the real one. */
@NullMarked
package io.atalaya.collect.host;

import org.jspecify.annotations.NullMarked;
