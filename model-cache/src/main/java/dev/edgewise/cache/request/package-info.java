/** One strict pass over a request body, and typed access to what it holds. */
@NullMarked
package dev.edgewise.cache.request;

import org.jspecify.annotations.NullMarked;
