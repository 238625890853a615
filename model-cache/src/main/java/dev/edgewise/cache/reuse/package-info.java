/** Whether a request's answer may be stored and reused. */
@NullMarked
package dev.edgewise.cache.reuse;

import org.jspecify.annotations.NullMarked;
