/**
 * Nearest questions by cosine, for each partition apart: off-heap vectors, scanned in eight bits and scored again in
 * full, within one budget of memory.
 */
@NullMarked
package dev.edgewise.cache.semantic.index;

import org.jspecify.annotations.NullMarked;
