/**
 * Measures a semantic cache on labelled questions: what it would have served, what of that was wrong, and how good that
 * is beside simpler rules.
 */
@NullMarked
package dev.edgewise.cache.semantic.eval;

import org.jspecify.annotations.NullMarked;
