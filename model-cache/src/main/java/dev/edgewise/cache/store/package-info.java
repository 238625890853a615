/** The bounded store of answers: lookup, freshness, purge. */
@NullMarked
package dev.edgewise.cache.store;

import org.jspecify.annotations.NullMarked;
