/** Tests of passing alerts on, with HTTP servers that remember what they were told. */
@NullMarked
package io.atalaya.collect.alertmanager;

import org.jspecify.annotations.NullMarked;
