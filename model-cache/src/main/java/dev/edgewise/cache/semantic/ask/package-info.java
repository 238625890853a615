/** What of a request is its question, and what must be the same for two questions to be compared at all. */
@NullMarked
package dev.edgewise.cache.semantic.ask;

import org.jspecify.annotations.NullMarked;
