/** Scores for pairs of questions that the guards let pass. */
@NullMarked
package dev.edgewise.cache.semantic.verify;

import org.jspecify.annotations.NullMarked;
