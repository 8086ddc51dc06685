/** Tests of the binary encodings, with protobuf-java as their oracle. */
@NullMarked
package io.atalaya.model.wire;

import org.jspecify.annotations.NullMarked;
