/** Credentials, proxies and TLS material. */
@NullMarked
package io.atalaya.model.http;

import org.jspecify.annotations.NullMarked;
