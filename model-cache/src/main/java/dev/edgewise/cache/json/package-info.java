/** Strict, bounded JSON reading and writing for request bodies and answers. */
@NullMarked
package dev.edgewise.cache.json;

import org.jspecify.annotations.NullMarked;
