/** Which language a text is in, and which languages an embedder speaks. */
@NullMarked
package dev.edgewise.cache.semantic.language;

import org.jspecify.annotations.NullMarked;
