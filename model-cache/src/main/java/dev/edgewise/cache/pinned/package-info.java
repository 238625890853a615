/** Answers that the operator wrote for questions of his choice. */
@NullMarked
package dev.edgewise.cache.pinned;

import org.jspecify.annotations.NullMarked;
