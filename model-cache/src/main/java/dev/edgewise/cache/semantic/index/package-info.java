/**
 * Nearest questions by cosine, for each partition apart: off-heap vectors, scanned in eight bits or by sketches and scored
 * again in full, within one budget of memory.
 */
@NullMarked
package dev.edgewise.cache.semantic.index;

import org.jspecify.annotations.NullMarked;
