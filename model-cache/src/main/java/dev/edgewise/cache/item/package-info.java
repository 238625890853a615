/** Batches by their items: how a request's items and an answer's lie in their bytes, and how answers are put together. */
@NullMarked
package dev.edgewise.cache.item;

import org.jspecify.annotations.NullMarked;
