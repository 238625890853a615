/** Rules that keep an answer from a question that differs in what matters, however near the two are. */
@NullMarked
package dev.edgewise.cache.semantic.guard;

import org.jspecify.annotations.NullMarked;
