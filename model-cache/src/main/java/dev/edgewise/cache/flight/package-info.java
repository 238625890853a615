/** Single flight: one upstream call per key, many readers. */
@NullMarked
package dev.edgewise.cache.flight;

import org.jspecify.annotations.NullMarked;
