/** Answers kept for later: keys, entries, freshness, single flight and purge. */
@NullMarked
package dev.edgewise.cache;

import org.jspecify.annotations.NullMarked;
