/**
 * Answers for questions that mean the same: what a question is to the semantic tier, and who judges whether an answer
 * to one is an answer to another. Rules come first ({@code guard}), then a score ({@code verify}).
 */
@NullMarked
package dev.edgewise.cache.semantic;

import org.jspecify.annotations.NullMarked;
