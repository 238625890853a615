/** Load, the stand-in central cluster and fault injection, all over HTTP. */
@NullMarked
package dev.edgewise.loadtest;

import org.jspecify.annotations.NullMarked;
